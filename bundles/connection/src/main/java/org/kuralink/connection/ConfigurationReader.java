/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kuralink.api.connection.Secret;

/**
 * Reads configured values, whatever came: nobody has checked them, a number may be a text, a field
 * that was emptied may be absent or blank. Collects what is wrong instead of stopping at the first.
 */
final class ConfigurationReader {

  private final Map<String, Object> properties;
  private final UnaryOperator<String> decrypt;
  private final List<String> problems = new ArrayList<>();

  ConfigurationReader(Map<String, Object> properties, UnaryOperator<String> decrypt) {
    this.properties = properties;
    this.decrypt = decrypt;
  }

  /** Ends the reading. */
  void finish() throws InvalidConfigurationException {
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(problems);
    }
  }

  void problem(String name, String what) {
    problems.add(name + " " + what);
  }

  /** The value without surrounding blanks; empty if there is none. */
  String text(String name) {
    Object value = properties.get(name);
    Object single = value instanceof Object[] array ? (array.length > 0 ? array[0] : null) : value;
    return single == null ? "" : single.toString().trim();
  }

  String text(String name, String fallback) {
    String text = text(name);
    return text.isEmpty() ? fallback : text;
  }

  /** A name as it may stand in topics and log-ins. */
  String name(String property, int maxLength) {
    String text = text(property);
    if (text.isEmpty()) {
      problem(property, "is missing");
    } else if (text.length() > maxLength) {
      problem(property, "has " + text.length() + " characters; at most " + maxLength);
    } else if (text.chars().anyMatch(c -> c <= ' ' || "/+#&|".indexOf(c) >= 0)) {
      problem(property, "must not contain blanks or any of / + # & |");
    }
    return text;
  }

  Optional<Secret> secret(String name) {
    String text = text(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(decrypt.apply(text).trim()));
  }

  long number(String name, long min, long max, long fallback) {
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

  boolean flag(String name, boolean fallback) {
    String text = text(name).toLowerCase(Locale.ROOT);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      problem(name, "must be true or false");
    }
    return text.isEmpty() ? fallback : text.equals("true");
  }

  /** One of the constants, written as {@code device-certificate} for DEVICE_CERTIFICATE. */
  <E extends Enum<E>> E option(String name, Class<E> type, E fallback) {
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
