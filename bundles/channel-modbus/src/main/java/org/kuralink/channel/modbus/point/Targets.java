/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.point;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.kuralink.api.tsl.DataType;
import org.kuralink.channel.modbus.point.ValueForm.UnsuitableValueException;

/**
 * Converts values to and from the types of the thing model, with exact decimal arithmetic.
 * Stateless.
 */
final class Targets {

  private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private Targets() {}

  /** Converts a scaled number to the type that is reported. */
  static Object ofNumber(DataType target, BigDecimal number) throws UnsuitableValueException {
    if (target instanceof DataType.IntType type) {
      int whole = whole(number);
      if (whole < type.min().orElse(whole)) {
        throw new UnsuitableValueException(
            plain(number) + " is below min " + type.min().orElseThrow());
      }
      if (whole > type.max().orElse(whole)) {
        throw new UnsuitableValueException(
            plain(number) + " is above max " + type.max().orElseThrow());
      }
      return whole;
    }
    if (target instanceof DataType.FloatType type) {
      float value = number.floatValue();
      fits(Float.isFinite(value), number, "float");
      inRange(number, type.min(), type.max());
      return value;
    }
    if (target instanceof DataType.DoubleType type) {
      double value = number.doubleValue();
      fits(Double.isFinite(value), number, "double");
      inRange(number, type.min(), type.max());
      return value;
    }
    return ofOther(target, number);
  }

  private static Object ofOther(DataType target, BigDecimal number)
      throws UnsuitableValueException {
    if (target instanceof DataType.BoolType) {
      boolean one = number.compareTo(BigDecimal.ONE) == 0;
      if (!one && number.signum() != 0) {
        throw new UnsuitableValueException("is " + plain(number) + "; a bool must be 0 or 1");
      }
      return one;
    }
    if (target instanceof DataType.EnumType type) {
      int key = whole(number);
      if (!type.labels().isEmpty() && !type.labels().containsKey(key)) {
        throw new UnsuitableValueException(
            "is " + key + "; the values of the enum are " + type.labels().keySet());
      }
      return key;
    }
    if (target instanceof DataType.DateType) {
      BigDecimal date = number.setScale(0, RoundingMode.HALF_UP);
      fits(
          date.compareTo(number) == 0
              && date.compareTo(LEAST_LONG) >= 0
              && date.compareTo(MOST_LONG) <= 0,
          number,
          "date");
      return date.longValue();
    }
    return target instanceof DataType.TextType ? ofText(target, plain(number)) : number;
  }

  /** Converts a text to the type that is reported. */
  static Object ofText(DataType target, String text) throws UnsuitableValueException {
    if (target instanceof DataType.TextType type && type.maxLength().isPresent()) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > type.maxLength().getAsInt()) {
        throw new UnsuitableValueException(
            "has " + bytes + " bytes; at most " + type.maxLength().getAsInt());
      }
    }
    return text;
  }

  /** Converts a value that is set to a number and checks the range of its type. */
  static BigDecimal toNumber(DataType target, Object value) throws UnsuitableValueException {
    BigDecimal number;
    if (value instanceof Boolean flag) {
      number = flag ? BigDecimal.ONE : BigDecimal.ZERO;
    } else {
      try {
        number = new BigDecimal(value.toString().strip());
      } catch (NumberFormatException e) {
        throw new UnsuitableValueException(
            "is " + Members.shown(value) + ", which is not a number");
      }
      if (Math.abs((long) number.scale()) > 400 || number.precision() > 400) {
        throw new UnsuitableValueException("is out of the range of numbers");
      }
    }
    if (target instanceof DataType.FloatType type) {
      inRange(number, type.min(), type.max());
    } else if (target instanceof DataType.DoubleType type) {
      inRange(number, type.min(), type.max());
    } else if (!(target instanceof DataType.TextType)
        && !(target instanceof DataType.AnyType)
        && !(target instanceof DataType.DateType)) {
      ofNumber(target, number);
    }
    return number;
  }

  private static int whole(BigDecimal number) throws UnsuitableValueException {
    try {
      return number.intValueExact();
    } catch (ArithmeticException e) {
      throw new UnsuitableValueException("is " + plain(number) + ", which is not an int");
    }
  }

  private static void fits(boolean fits, BigDecimal number, String type)
      throws UnsuitableValueException {
    if (!fits) {
      throw new UnsuitableValueException("is " + plain(number) + ", which is not a " + type);
    }
  }

  private static void inRange(BigDecimal number, OptionalDouble min, OptionalDouble max)
      throws UnsuitableValueException {
    if (min.isPresent() && number.compareTo(decimal(min.getAsDouble())) < 0) {
      throw new UnsuitableValueException(
          plain(number) + " is below min " + plain(decimal(min.getAsDouble())));
    }
    if (max.isPresent() && number.compareTo(decimal(max.getAsDouble())) > 0) {
      throw new UnsuitableValueException(
          plain(number) + " is above max " + plain(decimal(max.getAsDouble())));
    }
  }

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value);
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return Math.abs(stripped.scale()) > 30
        ? stripped.round(MathContext.DECIMAL64).toString()
        : stripped.toPlainString();
  }
}
