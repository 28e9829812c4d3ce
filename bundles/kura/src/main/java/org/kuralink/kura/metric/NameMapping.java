/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.eclipse.kura.type.DataType;
import org.kuralink.api.configuration.ConfigurationValues;

/**
 * The mapping of channels to identifiers of the thing model, with one {@code channel=identifier} or
 * {@code channel:TYPE=identifier} per line. A channel that it does not name has the same name as
 * its identifier, or is left out if the mapping has only the named ones.
 */
public final class NameMapping {

  /** The rule for identifiers, for messages. */
  public static final String RULE =
      "1 to 50 of a-z A-Z 0-9 _, in a custom module module:identifier";

  /** The pattern of identifiers that the platform allows. */
  private static final Pattern IDENTIFIER =
      Pattern.compile("([A-Za-z0-9_]{1,50}:)?[A-Za-z0-9_]{1,50}");

  /** The mapping of each channel to the identifier of the same name. */
  public static final NameMapping NONE = new NameMapping("", false);

  private final Map<String, String> identifiers = new LinkedHashMap<>();
  private final Map<String, String> channels = new LinkedHashMap<>();
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final boolean onlyNamed;

  /** Reads a mapping; ignores lines that cannot be read and adds them to the problems. */
  public NameMapping(String text, boolean onlyNamed) {
    this.onlyNamed = onlyNamed;
    text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(this::read);
  }

  /** Reads the properties {@code mapping} and {@code mapping.only}; reports problems. */
  public static NameMapping of(ConfigurationValues values) {
    return of(values.text("mapping"), values.flag("mapping.only", false), values);
  }

  /** Reads a part of the property {@code mapping}; reports problems. */
  public static NameMapping of(String text, boolean onlyNamed, ConfigurationValues values) {
    NameMapping mapping = new NameMapping(text, onlyNamed);
    mapping.problems.forEach(problem -> values.problem("mapping", problem));
    return mapping;
  }

  private void read(String line) {
    int equals = line.lastIndexOf('=');
    String identifier = line.substring(equals + 1).strip();
    String left = equals < 0 ? "" : line.substring(0, equals).strip();
    int colon = left.lastIndexOf(':');
    Optional<DataType> type = colon < 0 ? Optional.empty() : type(left.substring(colon + 1));
    String channel = type.isEmpty() ? left : left.substring(0, colon).strip();
    if (channel.isEmpty() || !IDENTIFIER.matcher(identifier).matches()) {
      problems.add(
          "'"
              + line
              + "' is not channel=identifier or channel:TYPE=identifier; an identifier is "
              + RULE);
    } else if (identifiers.containsKey(channel) || channels.containsKey(identifier)) {
      problems.add("'" + line + "' repeats a channel or an identifier");
    } else {
      identifiers.put(channel, identifier);
      channels.put(identifier, channel);
      type.ifPresent(found -> types.put(channel, found));
    }
  }

  private NameMapping(NameMapping first, NameMapping then) {
    onlyNamed = first.onlyNamed || then.onlyNamed;
    identifiers.putAll(first.identifiers);
    channels.putAll(first.channels);
    types.putAll(first.types);
    if (!first.onlyNamed) {
      then.identifiers.forEach(this::addUnlessNamed);
      then.types.forEach(types::putIfAbsent);
    }
  }

  private void addUnlessNamed(String channel, String identifier) {
    if (!identifiers.containsKey(channel) && !channels.containsKey(identifier)) {
      identifiers.put(channel, identifier);
      channels.put(identifier, channel);
    }
  }

  /** Returns this mapping, completed by another one for channels that this one does not name. */
  public NameMapping or(NameMapping other) {
    return new NameMapping(this, other);
  }

  private static Optional<DataType> type(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    for (DataType type : DataType.values()) {
      if (type.name().equals(wanted)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns the reason for each line that could not be read. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  public boolean names(String channel) {
    return identifiers.containsKey(channel);
  }

  /** Tells whether channels that are not named are left out. */
  public boolean isOnlyNamed() {
    return onlyNamed;
  }

  /**
   * Returns the identifier of a channel; empty if the channel is left out, its name is not a valid
   * identifier, or the identifier belongs to another channel.
   */
  public Optional<String> identifierOf(String channel) {
    String named = identifiers.get(channel);
    boolean own =
        !onlyNamed && !channels.containsKey(channel) && IDENTIFIER.matcher(channel).matches();
    return named == null && own ? Optional.of(channel) : Optional.ofNullable(named);
  }

  /**
   * Returns the values of channels by their identifiers.
   *
   * @param leftOut takes each channel without an identifier and the reason, unless the mapping has
   *     only the named ones
   */
  public <V> Map<String, V> identified(
      Map<String, V> channels, BiConsumer<String, String> leftOut) {
    Map<String, V> identified = new LinkedHashMap<>();
    channels.forEach(
        (channel, value) -> {
          Optional<String> identifier = identifierOf(channel);
          if (identifier.isPresent()) {
            identified.put(identifier.get(), value);
          } else if (!onlyNamed) {
            leftOut.accept(
                channel, "its name is not a valid identifier, or that belongs to another channel");
          }
        });
    return identified;
  }

  /** Returns the channel of an identifier; empty if there is none. */
  public Optional<String> channelOf(String identifier) {
    String named = channels.get(identifier);
    boolean own = !onlyNamed && !identifiers.containsKey(identifier);
    return named == null && own ? Optional.of(identifier) : Optional.ofNullable(named);
  }

  /** Tells whether the platform allows a text as an identifier. */
  public static boolean isIdentifier(String text) {
    return IDENTIFIER.matcher(text).matches();
  }

  /** Returns the type of a channel, if the mapping has it. */
  public Optional<DataType> typeOf(String channel) {
    return Optional.ofNullable(types.get(channel));
  }

  /** Returns the named identifiers if no others are meant; empty if all are. */
  public Set<String> onlyIdentifiers() {
    return onlyNamed ? Set.copyOf(channels.keySet()) : Set.of();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameMapping mapping
        && mapping.identifiers.equals(identifiers)
        && mapping.types.equals(types)
        && mapping.onlyNamed == onlyNamed;
  }

  @Override
  public int hashCode() {
    return Objects.hash(identifiers, types, onlyNamed);
  }
}
