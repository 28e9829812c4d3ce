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
 * Which channel is which identifier of the thing model, written one a line as {@code
 * channel=identifier} or {@code channel:TYPE=identifier}. A channel that is not named is called
 * like its identifier, unless the mapping is to leave out what it does not name.
 */
public final class NameMapping {

  /** What the platform allows as an identifier, in words. */
  public static final String RULE =
      "1 to 50 of a-z A-Z 0-9 _, in a custom module module:identifier";

  /** What the platform allows as an identifier. */
  private static final Pattern IDENTIFIER =
      Pattern.compile("([A-Za-z0-9_]{1,50}:)?[A-Za-z0-9_]{1,50}");

  /** Each channel is called like its identifier. */
  public static final NameMapping NONE = new NameMapping("", false);

  private final Map<String, String> identifiers = new LinkedHashMap<>();
  private final Map<String, String> channels = new LinkedHashMap<>();
  private final Map<String, DataType> types = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final boolean onlyNamed;

  /** Reads a mapping; what cannot be read is left out and told. */
  public NameMapping(String text, boolean onlyNamed) {
    this.onlyNamed = onlyNamed;
    text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(this::read);
  }

  /** That of the properties {@code mapping} and {@code mapping.only}; tells what is wrong. */
  public static NameMapping of(ConfigurationValues values) {
    return of(values.text("mapping"), values.flag("mapping.only", false), values);
  }

  /** Reads a part of the property {@code mapping}; tells what is wrong. */
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
      problems.add("'" + line + "' names a channel or an identifier a second time");
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

  /** This one, and another one for what this one does not name. */
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

  /** Of each line that could not be read, why. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  public boolean names(String channel) {
    return identifiers.containsKey(channel);
  }

  /** Whether what is not named is left out. */
  public boolean isOnlyNamed() {
    return onlyNamed;
  }

  /**
   * The identifier of a channel; empty if it has none, because it is left out, no identifier can be
   * called so, or the identifier is another channel's.
   */
  public Optional<String> identifierOf(String channel) {
    String named = identifiers.get(channel);
    boolean own =
        !onlyNamed && !channels.containsKey(channel) && IDENTIFIER.matcher(channel).matches();
    return named == null && own ? Optional.of(channel) : Optional.ofNullable(named);
  }

  /**
   * What there is of channels, by the identifiers of those that have one.
   *
   * @param leftOut hears of the others why, unless it is meant to be so
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
            leftOut.accept(channel, "no identifier can be called so, or it is another channel's");
          }
        });
    return identified;
  }

  /** The channel of an identifier; empty if it has none, or is called like another one's. */
  public Optional<String> channelOf(String identifier) {
    String named = channels.get(identifier);
    boolean own = !onlyNamed && !identifiers.containsKey(identifier);
    return named == null && own ? Optional.of(identifier) : Optional.ofNullable(named);
  }

  /** Whether the platform allows it as an identifier. */
  public static boolean isIdentifier(String text) {
    return IDENTIFIER.matcher(text).matches();
  }

  /** The type of a channel's values, if the mapping tells. */
  public Optional<DataType> typeOf(String channel) {
    return Optional.ofNullable(types.get(channel));
  }

  /** The identifiers that are named, if no others are meant; else empty for all. */
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
