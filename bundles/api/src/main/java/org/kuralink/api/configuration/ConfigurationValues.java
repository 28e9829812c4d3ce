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
 * Reads a component's configuration defensively: a value may be missing, empty, of another type, or
 * an array with one element. Errors are collected and defaults used in place of wrong values, so
 * that the operator sees all errors at once. Not thread-safe.
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

  /** Reads a configuration whose passwords, if any, are stored in plain text. */
  public static ConfigurationValues of(Map<String, ?> properties) {
    return of(properties, UnaryOperator.identity());
  }

  /**
   * Reads a configuration.
   *
   * @param decrypt decrypts a stored password; returns a text that it cannot decrypt unchanged
   */
  public static ConfigurationValues of(Map<String, ?> properties, UnaryOperator<String> decrypt) {
    return new ConfigurationValues(properties, decrypt);
  }

  /**
   * Returns the errors in the values read so far; each begins with the name of the property and
   * says what is allowed.
   */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * Adds an error that the caller has found.
   *
   * @param name the name of the property
   * @param what the rest of the message, for example {@code is missing}
   */
  public void problem(String name, String what) {
    problems.add(name + " " + what);
  }

  /**
   * Adds the error that a required value is not filled in yet. {@link #isUnfilled} distinguishes it
   * from wrong values.
   *
   * @param name the name of the property
   * @param more the text after "is missing"; may be empty
   */
  public void missing(String name, String more) {
    problem(name, "is missing" + more);
    gaps++;
  }

  /** Returns whether there are errors and all of them are values that are not filled in yet. */
  public boolean isUnfilled() {
    return gaps > 0 && gaps == problems.size();
  }

  /** Returns a value without surrounding blanks; empty if there is none. */
  public String text(String name) {
    List<String> all = texts(name);
    return all.isEmpty() ? "" : all.get(0);
  }

  /** Returns a value without surrounding blanks, or the fallback if there is none. */
  public String text(String name, String fallback) {
    String text = text(name);
    return text.isEmpty() ? fallback : text;
  }

  /** Returns all non-empty values of an array or a collection, or the single value. */
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

  /** Returns a required name that is valid in topics and log-ins; otherwise adds an error. */
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

  /** Returns a password in plain text; empty if there is none. */
  public Optional<Secret> secret(String name) {
    String text = text(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(decrypt.apply(text).strip()));
  }

  /**
   * Returns an integer in a range, both ends included; otherwise adds an error and returns the
   * fallback.
   */
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

  /**
   * Returns a Boolean, which may be configured as Boolean or as text in any case; otherwise adds an
   * error and returns the fallback.
   */
  public boolean flag(String name, boolean fallback) {
    String text = text(name).toLowerCase(Locale.ROOT);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      problem(name, "must be true or false");
      return fallback;
    }
    return text.isEmpty() ? fallback : text.equals("true");
  }

  /**
   * Returns an enum constant, which is configured in the form {@code device-certificate} for
   * DEVICE_CERTIFICATE; otherwise adds an error and returns the fallback.
   */
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
