/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.kuralink.api.connection.Secret;

/**
 * Reads a component's configuration as if a stranger had written it: a value may be missing, empty,
 * of another type, or an array of one. What is wrong is collected, and a default taken in its
 * place, so that a person hears of everything at once. For one thread.
 */
public final class ConfigurationValues {

  private final Map<String, ?> properties;
  private final UnaryOperator<String> decrypt;
  private final List<String> problems = new ArrayList<>();
  private int gaps;

  private ConfigurationValues(Map<String, ?> properties, UnaryOperator<String> decrypt) {
    this.properties = properties;
    this.decrypt = decrypt;
  }

  /** The values of a configuration whose passwords, if any, are stored in plain text. */
  public static ConfigurationValues of(Map<String, ?> properties) {
    return of(properties, UnaryOperator.identity());
  }

  /**
   * The values of a configuration.
   *
   * @param decrypt makes a stored password readable; gives back what it cannot decrypt
   */
  public static ConfigurationValues of(Map<String, ?> properties, UnaryOperator<String> decrypt) {
    return new ConfigurationValues(properties, decrypt);
  }

  /** What was wrong with the values read so far, and what is allowed; each begins with the name. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Adds a problem that the reader of the value has found, for example {@code is missing}. */
  public void problem(String name, String what) {
    problems.add(name + " " + what);
  }

  /**
   * Adds that a value which must be there is not filled in yet. That is a problem, but nothing that
   * somebody did wrong.
   *
   * @param name of the property
   * @param more what follows the words "is missing"; may be empty
   */
  public void missing(String name, String more) {
    problem(name, "is missing" + more);
    gaps++;
  }

  /** Whether there are problems, and all of them are that something is not filled in yet. */
  public boolean isUnfilled() {
    return gaps > 0 && gaps == problems.size();
  }

  /** The value without surrounding blanks; empty if there is none. */
  public String text(String name) {
    List<String> all = texts(name);
    return all.isEmpty() ? "" : all.get(0);
  }

  /** The value without surrounding blanks, or another one if there is none. */
  public String text(String name, String fallback) {
    String text = text(name);
    return text.isEmpty() ? fallback : text;
  }

  /** All values of an array or a collection, or the only one, without the empty ones. */
  public List<String> texts(String name) {
    Object value = properties.get(name);
    Stream<?> all =
        value instanceof Object[] array
            ? Arrays.stream(array)
            : value instanceof Collection<?> collection
                ? collection.stream()
                : Stream.ofNullable(value);
    return all.filter(Objects::nonNull)
        .map(each -> each.toString().strip())
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** A name as it may stand in topics and log-ins; must be there. */
  public String name(String property, int maxLength) {
    String text = text(property);
    if (text.isEmpty()) {
      missing(property, "");
    } else if (text.length() > maxLength) {
      problem(property, "has " + text.length() + " characters; at most " + maxLength);
    } else if (text.chars().anyMatch(c -> c <= ' ' || "/+#&|".indexOf(c) >= 0)) {
      problem(property, "must not contain blanks or any of / + # & |");
    }
    return text;
  }

  /** A password in plain text; empty if there is none. */
  public Optional<Secret> secret(String name) {
    String text = text(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(decrypt.apply(text).strip()));
  }

  /** A whole number between two others, both allowed. */
  public long number(String name, long min, long max, long fallback) {
    String text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
      problem(name, "is " + number + "; allowed is " + min + ".." + max);
    } catch (NumberFormatException e) {
      problem(name, "is not a whole number; allowed is " + min + ".." + max);
    }
    return fallback;
  }

  /** {@code true} or {@code false} in any case, as text or as Boolean. */
  public boolean flag(String name, boolean fallback) {
    String text = text(name).toLowerCase(Locale.ROOT);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      problem(name, "must be true or false");
      return fallback;
    }
    return text.isEmpty() ? fallback : text.equals("true");
  }

  /** One of the constants, written as {@code device-certificate} for DEVICE_CERTIFICATE. */
  public <E extends Enum<E>> E option(String name, Class<E> type, E fallback) {
    String text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    List<String> allowed = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String option = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (option.equalsIgnoreCase(text)) {
        return constant;
      }
      allowed.add(option);
    }
    problem(name, "is '" + text + "'; allowed is one of " + String.join(" ", allowed));
    return fallback;
  }
}
