/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.kura.type.DataType;
import org.jspecify.annotations.Nullable;
import org.kuralink.json.output.JsonOutput;

/**
 * Converts values of the platform to one of the seven types of Kura's wires: exactly the type of
 * the channel, because a Wire Asset ignores a value of another type.
 */
public final class ChannelForm {

  /** The largest number of characters of a number, more than any type needs. */
  private static final int MAX_DIGITS = 400;

  private ChannelForm() {}

  /**
   * Returns a value in the type of a channel.
   *
   * @param type the type of the channel; empty for the type nearest to the value
   * @throws IllegalArgumentException if the value does not fit; its message has the reason
   */
  public static Object of(@Nullable Object value, Optional<DataType> type) {
    if (value == null) {
      throw new IllegalArgumentException("is null");
    }
    if (type.isEmpty()) {
      return nearest(value);
    }
    return switch (type.get()) {
      case STRING -> text(value);
      case BOOLEAN -> truth(value);
      case BYTE_ARRAY -> value instanceof byte[] bytes ? bytes : bytes(text(value));
      case INTEGER -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact();
      case LONG -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact();
      case FLOAT -> (float) finite(value, number(value).floatValue(), "single");
      case DOUBLE -> finite(value, number(value).doubleValue(), "double");
    };
  }

  private static Object nearest(Object value) {
    if (value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Float
        || value instanceof Double
        || value instanceof byte[]) {
      return value;
    }
    return value instanceof Number number
        ? (Object) finite(value, number.doubleValue(), "double")
        : text(value);
  }

  private static double finite(Object value, double number, String precision) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("is " + value + ", beyond " + precision + " precision");
    }
    return number;
  }

  private static String text(Object value) {
    boolean plain =
        value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
    return plain ? value.toString() : JsonOutput.string(value);
  }

  private static boolean truth(Object value) {
    String text = value.toString();
    if (value instanceof Boolean || text.equals("true") || text.equals("false")) {
      return Boolean.parseBoolean(text);
    }
    return whole(value, 0, 1).signum() == 1;
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not base64, which a channel of bytes needs", e);
    }
  }

  private static BigDecimal whole(Object value, long min, long max) {
    BigDecimal number = number(value);
    boolean fits =
        number.stripTrailingZeros().scale() <= 0
            && number.compareTo(BigDecimal.valueOf(min)) >= 0
            && number.compareTo(BigDecimal.valueOf(max)) <= 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "is " + value + ", no whole number in " + min + ".." + max);
    }
    return number;
  }

  private static BigDecimal number(Object value) {
    if (value instanceof Boolean yes) {
      return yes ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    String text = value.toString();
    try {
      if (text.length() <= MAX_DIGITS) {
        return new BigDecimal(text.strip());
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is no number", e);
    }
    throw new IllegalArgumentException("is no number of at most " + MAX_DIGITS + " characters");
  }
}
