/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ulong;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.tsl.DataType;

/**
 * Converts values of nodes to values of the thing model and back. Numbers keep their decimals and
 * are never truncated or rounded; an unsuitable value is rejected with a message.
 */
final class UaValues {

  private UaValues() {}

  /**
   * Converts the value of a node.
   *
   * @param raw the value in Milo's representation
   * @param type the type in the thing model; {@code AnyType} for the type of the node
   * @throws FieldException with a predicate as its message, for example "is 200; allowed is at most
   *     150"
   */
  static Object toModel(@Nullable Object raw, DataType type) throws FieldException {
    Object plain = plain(raw);
    if (type instanceof DataType.IntType whole) {
      BigDecimal number = whole(plain);
      range(number, asDouble(whole.min().isPresent(), whole.min().orElse(0)), true);
      range(number, asDouble(whole.max().isPresent(), whole.max().orElse(0)), false);
      return number.longValueExact();
    }
    if (type instanceof DataType.EnumType labels) {
      BigDecimal number = whole(plain);
      if (!labels.labels().isEmpty() && !labels.labels().containsKey(number.intValue())) {
        throw unfit("is " + number.toPlainString() + "; allowed is one of " + labels.labels());
      }
      return number.longValueExact();
    }
    if (type instanceof DataType.FloatType real) {
      return ranged(number(plain), real.min(), real.max());
    }
    if (type instanceof DataType.DoubleType real) {
      return ranged(number(plain), real.min(), real.max());
    }
    if (type instanceof DataType.BoolType) {
      return flag(plain);
    }
    if (type instanceof DataType.TextType text) {
      return text(plain, text);
    }
    if (type instanceof DataType.ArrayType || type instanceof DataType.StructType) {
      throw unfit("cannot be converted to the type " + type.name());
    }
    return plain;
  }

  private static Object text(Object plain, DataType.TextType type) throws FieldException {
    String text = written(plain);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (type.maxLength().isPresent() && bytes > type.maxLength().getAsInt()) {
      throw unfit("has " + bytes + " bytes; allowed are at most " + type.maxLength().getAsInt());
    }
    return text;
  }

  private static String written(Object plain) {
    return plain instanceof BigDecimal number ? number.toPlainString() : plain.toString();
  }

  private static OptionalDouble asDouble(boolean there, int value) {
    return there ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static BigDecimal ranged(BigDecimal number, OptionalDouble min, OptionalDouble max)
      throws FieldException {
    range(number, min, true);
    range(number, max, false);
    return number;
  }

  private static void range(BigDecimal number, OptionalDouble bound, boolean least)
      throws FieldException {
    if (bound.isPresent()) {
      BigDecimal limit = BigDecimal.valueOf(bound.getAsDouble());
      int order = number.compareTo(limit);
      if (least ? order < 0 : order > 0) {
        throw unfit(
            "is "
                + number.toPlainString()
                + "; allowed is "
                + (least ? "at least " : "at most ")
                + limit.stripTrailingZeros().toPlainString());
      }
    }
  }

  private static BigDecimal whole(Object plain) throws FieldException {
    BigDecimal number = number(plain);
    try {
      return new BigDecimal(number.toBigIntegerExact()).setScale(0);
    } catch (ArithmeticException e) {
      throw unfit("is " + number.toPlainString() + "; the thing model requires an integer");
    }
  }

  private static BigDecimal number(Object plain) throws FieldException {
    if (plain instanceof BigDecimal number) {
      return number;
    }
    if (plain instanceof Boolean flag) {
      return flag ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (plain instanceof Number other) {
      return new BigDecimal(other.toString());
    }
    throw unfit("is not a number");
  }

  private static Boolean flag(Object plain) throws FieldException {
    if (plain instanceof Boolean flag) {
      return flag;
    }
    BigDecimal number = number(plain);
    if (number.signum() != 0 && number.compareTo(BigDecimal.ONE) != 0) {
      throw unfit("is " + number.toPlainString() + "; allowed is 0 or 1");
    }
    return number.signum() != 0;
  }

  /** Converts a value to Boolean, Long, BigDecimal or String. */
  private static Object plain(@Nullable Object raw) throws FieldException {
    if (raw == null) {
      throw unfit("is empty");
    }
    if (raw instanceof Float || raw instanceof Double) {
      double number = ((Number) raw).doubleValue();
      if (Double.isNaN(number) || Double.isInfinite(number)) {
        throw unfit("is " + raw + ", which is not a number");
      }
      return new BigDecimal(raw.toString());
    }
    if (raw instanceof Boolean || raw instanceof String || raw instanceof BigDecimal) {
      return raw;
    }
    if (raw instanceof ULong || raw instanceof BigInteger) {
      return new BigDecimal(raw.toString());
    }
    if (raw instanceof Number number) {
      return number.longValue();
    }
    if (raw instanceof LocalizedText text) {
      return text.text() == null ? "" : text.text();
    }
    if (raw instanceof DateTime time) {
      return Long.toString(time.getJavaTime());
    }
    if (raw instanceof UUID id) {
      return id.toString();
    }
    throw unfit("has an unsupported type: " + raw.getClass().getSimpleName());
  }

  /**
   * Converts a value of the thing model to the data type of the node, because servers reject other
   * types.
   *
   * @throws FieldException with a predicate as its message
   */
  static Variant toNode(Object value, OpcUaDataType type) throws FieldException {
    try {
      return switch (type) {
        case Boolean -> new Variant(flag(plain(value)));
        case SByte -> new Variant(integer(value).byteValueExact());
        case Byte -> new Variant(ubyte(within(value, 8).intValueExact()));
        case Int16 -> new Variant(integer(value).shortValueExact());
        case UInt16 -> new Variant(ushort(within(value, 16).intValueExact()));
        case Int32 -> new Variant(integer(value).intValueExact());
        case UInt32 -> new Variant(uint(within(value, 32).longValueExact()));
        case Int64 -> new Variant(integer(value).longValueExact());
        case UInt64 -> new Variant(ulong(within(value, 64)));
        case Float -> new Variant(single(number(plain(value))));
        case Double -> new Variant(number(plain(value)).doubleValue());
        case String -> new Variant(written(plain(value)));
        case LocalizedText -> new Variant(LocalizedText.english(written(plain(value))));
        case DateTime -> new Variant(new DateTime(new Date(integer(value).longValueExact())));
        default -> throw unfit("cannot be written, because the node has the type " + type);
      };
    } catch (ArithmeticException e) {
      throw unfit("is " + value + ", which does not fit the node's type " + type);
    }
  }

  private static float single(BigDecimal number) {
    float value = number.floatValue();
    if (Float.isInfinite(value)) {
      throw new ArithmeticException();
    }
    return value;
  }

  private static BigInteger integer(Object value) throws FieldException {
    Object plain = plain(value);
    try {
      return plain instanceof String digits
          ? new BigInteger(digits.strip())
          : number(plain).toBigIntegerExact();
    } catch (NumberFormatException e) {
      throw unfit("is not a number");
    }
  }

  private static BigInteger within(Object value, int bits) throws FieldException {
    BigInteger number = integer(value);
    if (number.signum() < 0 || number.bitLength() > bits) {
      throw new ArithmeticException();
    }
    return number;
  }

  private static FieldException unfit(String text) {
    return new FieldException(FieldException.Cause.REQUEST, text);
  }

  /** Returns the raw value as a text for users. */
  static String shown(Variant value) {
    Optional<OpcUaDataType> type = value.getDataType();
    return type.map(each -> each + " ").orElse("") + value.getValue();
  }
}
