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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.tsl.DataType;

/** Tests conversions between node values and values of the thing model. */
class UaValuesTest {

  private static final DataType INT =
      new DataType.IntType(
          OptionalInt.of(0), OptionalInt.of(100), OptionalInt.empty(), Optional.empty());
  private static final DataType DOUBLE =
      new DataType.DoubleType(
          OptionalDouble.of(-50), OptionalDouble.of(150), OptionalDouble.empty(), Optional.empty());
  private static final DataType BOOL = new DataType.BoolType(Map.of());
  private static final DataType ENUM = new DataType.EnumType(Map.of(1, "on", 2, "off"));
  private static final DataType TEXT = new DataType.TextType(OptionalInt.of(4));
  private static final DataType DATE = new DataType.DateType();
  private static final DataType ANY = new DataType.AnyType();

  static Stream<Arguments> fitting() {
    return Stream.of(
        arguments((short) 7, INT, 7L),
        arguments(ubyte(100), INT, 100L),
        arguments(7.0, INT, 7L),
        arguments(true, INT, 1L),
        arguments(229.01f, ANY, new BigDecimal("229.01")),
        arguments(0.1, DOUBLE, new BigDecimal("0.1")),
        arguments(ushort(2), ENUM, 2L),
        arguments(true, BOOL, true),
        arguments(ubyte(0), BOOL, false),
        arguments("warm", TEXT, "warm"),
        arguments(12, TEXT, "12"),
        arguments(LocalizedText.english("hot"), TEXT, "hot"),
        arguments(new DateTime(new Date(1000)), DATE, "1000"),
        arguments(uint(4_000_000_000L), ANY, 4_000_000_000L),
        arguments(
            ulong(new BigInteger("18446744073709551615")),
            ANY,
            new BigDecimal("18446744073709551615")));
  }

  @ParameterizedTest
  @MethodSource("fitting")
  void aValueIsWhatTheThingModelSays(Object raw, DataType type, Object value) throws Exception {
    assertEquals(value, UaValues.toModel(raw, type));
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments(101, INT, "is 101; allowed is at most 100"),
        arguments((short) -1, INT, "is -1; allowed is at least 0"),
        arguments(1.5, INT, "is 1.5; the thing model requires an integer"),
        arguments(Double.NaN, DOUBLE, "is NaN, which is not a number"),
        arguments(Float.POSITIVE_INFINITY, ANY, "is Infinity, which is not a number"),
        arguments(150.5, DOUBLE, "is 150.5; allowed is at most 150"),
        arguments("hot", DOUBLE, "is not a number"),
        arguments(2, BOOL, "is 2; allowed is 0 or 1"),
        arguments("größe", TEXT, "has 7 bytes; allowed are at most 4"),
        arguments(null, ANY, "is empty"),
        arguments(new Integer[] {1}, ANY, "has an unsupported type: Integer[]"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void whatDoesNotFitIsNotReported(Object raw, DataType type, String why) {
    assertEquals(
        why, assertThrows(FieldException.class, () -> UaValues.toModel(raw, type)).getMessage());
  }

  static Stream<Arguments> written() {
    return Stream.of(
        arguments(new BigDecimal("3"), OpcUaDataType.Int16, (short) 3),
        arguments(3, OpcUaDataType.Byte, ubyte(3)),
        arguments(3.0, OpcUaDataType.UInt32, uint(3)),
        arguments("17", OpcUaDataType.Int64, 17L),
        arguments(
            new BigInteger("18446744073709551615"),
            OpcUaDataType.UInt64,
            ulong(new BigInteger("18446744073709551615"))),
        arguments(1, OpcUaDataType.Boolean, true),
        arguments(false, OpcUaDataType.Boolean, false),
        arguments(true, OpcUaDataType.Int32, 1),
        arguments(new BigDecimal("0.5"), OpcUaDataType.Double, 0.5),
        arguments(new BigDecimal("0.5"), OpcUaDataType.Float, 0.5f),
        arguments("hot", OpcUaDataType.String, "hot"));
  }

  @ParameterizedTest
  @MethodSource("written")
  void aValueIsWrittenInTheTypeOfTheNode(Object value, OpcUaDataType type, Object raw)
      throws Exception {
    assertEquals(raw, UaValues.toNode(value, type).getValue());
  }

  static Stream<Arguments> unwritable() {
    return Stream.of(
        arguments(40_000, OpcUaDataType.Int16),
        arguments(-1, OpcUaDataType.Byte),
        arguments(256, OpcUaDataType.Byte),
        arguments(0.5, OpcUaDataType.Int32),
        arguments(new BigDecimal("0.5"), OpcUaDataType.Boolean),
        arguments("hot", OpcUaDataType.Int32),
        arguments("hot", OpcUaDataType.Double),
        arguments(new BigDecimal("1e40"), OpcUaDataType.Float),
        arguments("hot", OpcUaDataType.ByteString));
  }

  @ParameterizedTest
  @MethodSource("unwritable")
  void whatDoesNotFitTheNodeIsNeverWritten(Object value, OpcUaDataType type) {
    FieldException refused = assertThrows(FieldException.class, () -> UaValues.toNode(value, type));
    assertEquals(FieldException.Cause.REQUEST, refused.reason());
  }
}
