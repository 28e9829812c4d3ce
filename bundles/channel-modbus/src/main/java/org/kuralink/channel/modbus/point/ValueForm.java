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
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Converts values to registers and back (developer guide 9.6): order of bytes and registers, type,
 * decimal scaling, and the type of the thing model. Stateless.
 */
public final class ValueForm {

  private ValueForm() {}

  /** Thrown for a value that cannot be reported or written; the message says why. */
  public static final class UnsuitableValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String why;

    UnsuitableValueException(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    @Override
    public String getMessage() {
      return why;
    }
  }

  /**
   * Decodes registers or a bit to the value to be reported.
   *
   * @param words the received words, one per register, or one bit
   * @return the value in the Java type of the thing model's type
   * @throws UnsuitableValueException if there is no value to report, for example not a number or
   *     out of range
   */
  public static Object decode(ModbusPoint point, int... words) throws UnsuitableValueException {
    ModbusPoint.Form form = point.form();
    byte[] bytes = ordered(form, words);
    switch (form.type()) {
      case STRING:
        return Targets.ofText(point.target(), text(bytes));
      case CUSTOMIZED:
        return Targets.ofText(point.target(), HexFormat.of().withUpperCase().formatHex(bytes));
      case BOOL:
        int mask = form.bitMask() == 0 ? 0xFFFF : form.bitMask();
        int bit = (whole(bytes, false) & mask) == 0 ? 0 : 1;
        return Targets.ofNumber(point.target(), BigDecimal.valueOf(bit));
      default:
        return Targets.ofNumber(point.target(), scaled(number(form.type(), bytes), form.scaling()));
    }
  }

  private static BigDecimal scaled(BigDecimal number, BigDecimal scaling) {
    return scaling.equals(BigDecimal.ONE) ? number : number.multiply(scaling);
  }

  private static BigDecimal number(OriginalType type, byte[] bytes)
      throws UnsuitableValueException {
    if (type == OriginalType.FLOAT) {
      float value = ByteBuffer.wrap(bytes).getFloat();
      return finite(Float.isFinite(value), Float.toString(value));
    }
    if (type == OriginalType.DOUBLE) {
      double value = ByteBuffer.wrap(bytes).getDouble();
      return finite(Double.isFinite(value), Double.toString(value));
    }
    return type.isSigned() || bytes.length < Long.BYTES
        ? BigDecimal.valueOf(whole(bytes, type.isSigned()))
        : new BigDecimal(new BigInteger(1, bytes));
  }

  private static long whole(byte[] bytes, boolean signed) {
    long value = signed ? bytes[0] : bytes[0] & 0xFF;
    for (int i = 1; i < bytes.length; i++) {
      value = value << 8 | bytes[i] & 0xFF;
    }
    return value;
  }

  private static BigDecimal finite(boolean isFinite, String text) throws UnsuitableValueException {
    if (!isFinite) {
      throw new UnsuitableValueException("is " + text);
    }
    return new BigDecimal(text);
  }

  private static String text(byte[] bytes) throws UnsuitableValueException {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException e) {
      throw new UnsuitableValueException("is not valid UTF-8 text");
    }
  }

  /**
   * Encodes a value to be written.
   *
   * @param value the value of the thing model
   * @return one word per register, or one bit; for a point with a bit mask the word contains only
   *     that bit
   * @throws UnsuitableValueException if the value does not fit
   */
  public static int[] encode(ModbusPoint point, Object value) throws UnsuitableValueException {
    ModbusPoint.Form form = point.form();
    switch (form.type()) {
      case STRING:
        return words(form, padded(value.toString(), point.at().count() * 2));
      case CUSTOMIZED:
        return words(form, hexadecimal(value.toString(), point.at().count() * 2));
      case BOOL:
        BigDecimal bit = Targets.toNumber(point.target(), value);
        if (bit.compareTo(BigDecimal.ZERO) != 0 && bit.compareTo(BigDecimal.ONE) != 0) {
          throw new UnsuitableValueException("is " + Members.shown(value) + "; allowed is 0 or 1");
        }
        int mask = form.bitMask() == 0 ? 1 : form.bitMask();
        return point.at().table().isBits()
            ? new int[] {bit.intValue()}
            : words(form, bytes(BigInteger.valueOf(bit.signum() == 0 ? 0 : mask), 2));
      default:
        BigDecimal number = Targets.toNumber(point.target(), value);
        return words(form, raw(form, number));
    }
  }

  private static byte[] raw(ModbusPoint.Form form, BigDecimal number)
      throws UnsuitableValueException {
    OriginalType type = form.type();
    if (!type.isWhole()) {
      BigDecimal scaled = number.divide(form.scaling(), MathContext.DECIMAL128);
      boolean single = type == OriginalType.FLOAT;
      double wide = single ? scaled.floatValue() : scaled.doubleValue();
      if (!Double.isFinite(wide)) {
        throw new UnsuitableValueException("is " + number + ", too large for a " + type.text());
      }
      return single
          ? ByteBuffer.allocate(4).putFloat(scaled.floatValue()).array()
          : ByteBuffer.allocate(8).putDouble(wide).array();
    }
    BigInteger raw = number.divide(form.scaling(), 0, RoundingMode.HALF_UP).toBigInteger();
    int bits = type.registers() * 16;
    BigInteger limit = BigInteger.ONE.shiftLeft(type.isSigned() ? bits - 1 : bits);
    BigInteger least = type.isSigned() ? limit.negate() : BigInteger.ZERO;
    if (raw.compareTo(least) < 0 || raw.compareTo(limit) >= 0) {
      throw new UnsuitableValueException(
          "is "
              + Members.shown(number)
              + ", "
              + Members.shown(raw)
              + " in the register; a "
              + type.text()
              + " can hold "
              + least
              + ".."
              + limit.subtract(BigInteger.ONE));
    }
    return bytes(raw, type.registers() * 2);
  }

  private static byte[] bytes(BigInteger value, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = value.shiftRight(8 * (length - 1 - i)).byteValue();
    }
    return bytes;
  }

  private static byte[] padded(String text, int length) throws UnsuitableValueException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > length) {
      throw new UnsuitableValueException(
          "has " + bytes.length + " bytes; the registers can hold " + length);
    }
    return Arrays.copyOf(bytes, length);
  }

  private static byte[] hexadecimal(String text, int length) throws UnsuitableValueException {
    if (text.length() != length * 2 || !text.toLowerCase(Locale.ROOT).matches("[0-9a-f]*")) {
      throw new UnsuitableValueException("needs exactly " + length * 2 + " hexadecimal digits");
    }
    return HexFormat.of().parseHex(text);
  }

  /** Returns the bytes of a value, most significant first, from the received words. */
  private static byte[] ordered(ModbusPoint.Form form, int[] words) {
    byte[] bytes = new byte[words.length * 2];
    for (int i = 0; i < words.length; i++) {
      int word = words[form.reverseRegister() ? words.length - 1 - i : i];
      bytes[2 * i + (form.swap16() ? 1 : 0)] = (byte) (word >> 8);
      bytes[2 * i + (form.swap16() ? 0 : 1)] = (byte) word;
    }
    return bytes;
  }

  private static int[] words(ModbusPoint.Form form, byte[] bytes) {
    int[] words = new int[bytes.length / 2];
    for (int i = 0; i < words.length; i++) {
      int high = bytes[2 * i + (form.swap16() ? 1 : 0)] & 0xFF;
      int low = bytes[2 * i + (form.swap16() ? 0 : 1)] & 0xFF;
      words[form.reverseRegister() ? words.length - 1 - i : i] = high << 8 | low;
    }
    return words;
  }

  /** Merges one bit of an encoded word into the current word of a register. */
  public static int withBit(ModbusPoint point, int present, int encoded) {
    int mask = encodedMask(point);
    return (present & ~mask) | (encoded & mask);
  }

  /** Returns whether the value that was read back equals the written value. */
  public static boolean isSame(ModbusPoint point, int[] written, int[] read) {
    if (!point.isBitOfRegister()) {
      return Arrays.equals(written, read);
    }
    int mask = encodedMask(point);
    return (written[0] & mask) == (read[0] & mask);
  }

  private static int encodedMask(ModbusPoint point) {
    int mask = point.form().bitMask();
    return point.form().swap16() ? (mask << 8 | mask >> 8) & 0xFFFF : mask;
  }
}
