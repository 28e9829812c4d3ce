/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.tsl.DataType;
import org.kuralink.channel.modbus.point.ModbusPoint;
import org.kuralink.channel.modbus.point.ModbusPoint.Area;
import org.kuralink.channel.modbus.point.ModbusPoint.Form;
import org.kuralink.channel.modbus.point.ModbusTable;
import org.kuralink.channel.modbus.point.OriginalType;
import org.kuralink.channel.modbus.point.ReadBatch;
import org.kuralink.channel.modbus.point.ValueForm;
import org.kuralink.channel.modbus.point.ValueForm.UnsuitableValueException;

/**
 * Tests conversions between registers and values with vectors of other tools and with properties.
 */
class PointValuesTest {

  private static final JsonObject VECTORS = FieldbusCase.json("fieldbus-vectors.json");

  static Stream<JsonObject> vectors(String part) {
    List<JsonObject> all = new ArrayList<>();
    VECTORS.getAsJsonArray(part).forEach(each -> all.add(each.getAsJsonObject()));
    return all.stream();
  }

  static Stream<JsonObject> decode() {
    return vectors("decode");
  }

  static Stream<JsonObject> bits() {
    return vectors("bits");
  }

  static Stream<JsonObject> write() {
    return vectors("write");
  }

  static Stream<JsonObject> other() {
    return vectors("other");
  }

  static Stream<JsonObject> refusedWrites() {
    return vectors("refusedWrites");
  }

  static Stream<JsonObject> merging() {
    return vectors("merging");
  }

  /** Returns the point of a vector for a type of the thing model. */
  static ModbusPoint point(JsonObject vector, DataType target) {
    OriginalType type = type(text(vector, "type", "bool"));
    ModbusTable table = table(text(vector, "operateType", "holdingRegister"));
    int count =
        switch (type) {
          case INT16, UINT16, BOOL -> 1;
          case INT64, UINT64, DOUBLE -> 4;
          case STRING, CUSTOMIZED -> Integer.parseInt(text(vector, "registerCount", "1"));
          default -> 2;
        };
    return new ModbusPoint(
        "vector",
        "P" + text(vector, "registerAddress", "0x0"),
        new Area(table, Integer.decode(text(vector, "registerAddress", "0x0")), count),
        new Form(
            type,
            text(vector, "swap16", "0").equals("1"),
            text(vector, "reverseRegister", "0").equals("1"),
            new BigDecimal(text(vector, "scalingText", "1")),
            Integer.parseInt(text(vector, "bitMask", "0"))),
        target,
        true,
        Integer.parseInt(text(vector, "writeFunctionCode", "6")),
        false,
        1000,
        false);
  }

  private static OriginalType type(String text) {
    return text.equals("customized data")
        ? OriginalType.CUSTOMIZED
        : OriginalType.valueOf(text.toUpperCase(java.util.Locale.ROOT));
  }

  private static ModbusTable table(String text) {
    return switch (text) {
      case "coilStatus" -> ModbusTable.COIL;
      case "inputStatus" -> ModbusTable.DISCRETE_INPUT;
      case "inputRegister" -> ModbusTable.INPUT_REGISTER;
      default -> ModbusTable.HOLDING_REGISTER;
    };
  }

  private static String text(JsonObject vector, String member, String absent) {
    JsonElement value = vector.get(member);
    return value == null ? absent : value.getAsString();
  }

  static int[] words(JsonObject vector) {
    List<Integer> words = new ArrayList<>();
    vector
        .getAsJsonArray("registers")
        .forEach(w -> words.add(Integer.parseInt(w.getAsString(), 16)));
    return words.stream().mapToInt(Integer::intValue).toArray();
  }

  private static DataType target(String name) {
    return switch (name) {
      case "int" ->
          new DataType.IntType(
              OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
      case "float" ->
          new DataType.FloatType(
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty());
      case "double" ->
          new DataType.DoubleType(
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty());
      case "text" -> new DataType.TextType(OptionalInt.empty());
      case "bool" -> new DataType.BoolType(Map.of());
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @MethodSource("decode")
  void registersBecomeWhatIsReported(JsonObject vector) throws UnsuitableValueException {
    for (Map.Entry<String, JsonElement> each : vector.getAsJsonObject("reported").entrySet()) {
      ModbusPoint point = point(vector, target(each.getKey()));
      int[] words = words(vector);
      if (each.getValue().isJsonNull()) {
        assertThrows(UnsuitableValueException.class, () -> ValueForm.decode(point, words));
        continue;
      }
      String right = each.getValue().getAsString();
      Object value = ValueForm.decode(point, words);
      switch (each.getKey()) {
        case "int" -> assertEquals(Integer.valueOf(right), value);
        case "float" -> assertEquals(Float.valueOf(right), value);
        case "double" -> assertReadsAs(new BigDecimal(right), (Double) value, point);
        default -> assertEquals(right, value);
      }
    }
  }

  /** Returns the decimal number, or the value that the original type can represent. */
  private static void assertReadsAs(BigDecimal right, double value, ModbusPoint point) {
    boolean single = point.form().type() == OriginalType.FLOAT;
    assertTrue(
        right.doubleValue() == value || (single && right.floatValue() == (float) value),
        () -> value + " instead of " + right);
  }

  @ParameterizedTest
  @MethodSource("bits")
  void aBitIsZeroOrOne(JsonObject vector) throws UnsuitableValueException {
    int bit = vector.getAsJsonArray("values").get(0).getAsInt();
    assertEquals(bit, ValueForm.decode(point(vector, target("int")), bit));
    assertEquals(bit == 1, ValueForm.decode(point(vector, target("bool")), bit));
  }

  @ParameterizedTest
  @MethodSource("other")
  void boolsTextsAndRawData(JsonObject vector) throws UnsuitableValueException {
    String kind = text(vector, "kind", "");
    String expect = text(vector, "expect", "");
    if (kind.startsWith("bool")) {
      ModbusPoint point = point(vector, target("int"));
      String first = vector.getAsJsonArray("registers").get(0).getAsString();
      int word = first.startsWith("coil") ? Integer.parseInt(first.substring(5)) : words(vector)[0];
      assertEquals(Integer.valueOf(expect), ValueForm.decode(point, word));
      return;
    }
    vector.addProperty("type", kind);
    String right =
        switch (text(vector, "id", "")) {
          case "o-014" -> "";
          case "o-017" -> "ABCD"; // swap16 is applied to a text as well
          default -> expect;
        };
    ModbusPoint point = point(vector, target("text"));
    assertEquals(right, ValueForm.decode(point, words(vector)));
    assertArrayEquals(words(vector), ValueForm.encode(point, right));
  }

  @ParameterizedTest
  @MethodSource("write")
  void aValueBecomesRegisters(JsonObject vector) throws UnsuitableValueException {
    boolean coil = text(vector, "operateType", "").equals("coilStatus");
    String set = text(vector, "set", "");
    ModbusPoint point = point(vector, new DataType.AnyType());
    int[] right = coil ? new int[] {Integer.parseInt(set)} : words(vector);
    assertArrayEquals(right, ValueForm.encode(point, new BigDecimal(set)));
    assertArrayEquals(right, ValueForm.encode(point, set));
  }

  @ParameterizedTest
  @MethodSource("refusedWrites")
  void whatDoesNotFitIsRefused(JsonObject vector) {
    if (text(vector, "operateType", "").equals("inputRegister")) {
      assertTrue(!ModbusTable.INPUT_REGISTER.isWritable());
      return;
    }
    ModbusPoint point = point(vector, new DataType.AnyType());
    Object set = vector.get("set").getAsString();
    assertThrows(UnsuitableValueException.class, () -> ValueForm.encode(point, set));
  }

  @ParameterizedTest
  @MethodSource("merging")
  void neighboursAreReadTogether(JsonObject vector) {
    Map<String, List<ModbusPoint>> units = new java.util.TreeMap<>();
    for (JsonElement each : vector.getAsJsonArray("points")) {
      JsonObject point = each.getAsJsonObject();
      units
          .computeIfAbsent(text(point, "slaveId", ""), unit -> new ArrayList<>())
          .add(point(point, target("double")));
    }
    List<String> requests = new ArrayList<>();
    units.forEach(
        (unit, points) ->
            ReadBatch.merge(points, 0, point -> false)
                .forEach(
                    batch ->
                        requests.add(
                            (unit.isEmpty() ? "" : "unit " + unit + ": ") + request(batch))));
    List<String> right = new ArrayList<>();
    vector.getAsJsonArray("requests").forEach(each -> right.add(each.getAsString()));
    if (text(vector, "id", "").equals("m-004")) {
      assertEquals(List.of("03 0x0 x125", "03 0x7D x1"), requests);
    } else {
      assertEquals(right, requests);
    }
  }

  private static String request(ReadBatch batch) {
    return "%02d %s x%d"
        .formatted(
            batch.at().table().readFunction(),
            batch.at().toString().split(" ")[1],
            batch.at().count());
  }

  @Test
  void gapsAreBridgedOnlyAsFarAsSomeoneAllows() {
    List<ModbusPoint> points = new ArrayList<>();
    for (int address : new int[] {0x10, 0x12, 0x15}) {
      JsonObject vector = new JsonObject();
      vector.addProperty("type", "int16");
      vector.addProperty("registerAddress", "0x" + Integer.toHexString(address));
      points.add(point(vector, target("int")));
    }
    assertEquals(3, ReadBatch.merge(points, 0, p -> false).size());
    assertEquals(
        List.of("03 0x10 x3", "03 0x15 x1"),
        ReadBatch.merge(points, 1, p -> false).stream().map(PointValuesTest::request).toList());
    assertEquals(1, ReadBatch.merge(points, 2, p -> false).size());
    assertEquals(3, ReadBatch.merge(points, 2, points.get(1)::equals).size());
  }

  @Test
  void whatIsWrittenIsWhatIsRead() throws UnsuitableValueException {
    Random random = new Random(20190101);
    for (int i = 0; i < 5000; i++) {
      OriginalType type = OriginalType.values()[random.nextInt(6)];
      JsonObject vector = new JsonObject();
      vector.addProperty("type", type.text());
      vector.addProperty("swap16", random.nextInt(2));
      vector.addProperty("reverseRegister", random.nextInt(2));
      vector.addProperty(
          "scalingText", List.of("1", "0.1", "0.01", "-1", "10", "2.5").get(random.nextInt(6)));
      ModbusPoint point = point(vector, new DataType.AnyType());
      int[] words = random.ints(point.at().count(), 0, 0x10000).toArray();
      Object value = ValueForm.decode(point, words);
      assertArrayEquals(words, ValueForm.encode(point, value), vector + " " + value);
    }
  }

  @Test
  void aFloatSurvivesTheWayThere() throws UnsuitableValueException {
    Random random = new Random(9);
    for (int i = 0; i < 2000; i++) {
      boolean single = random.nextBoolean();
      JsonObject vector = new JsonObject();
      vector.addProperty("type", single ? "float" : "double");
      vector.addProperty("swap16", random.nextInt(2));
      vector.addProperty("reverseRegister", random.nextInt(2));
      ModbusPoint point = point(vector, target(single ? "float" : "double"));
      Object value =
          single
              ? Float.valueOf(Float.intBitsToFloat(random.nextInt()))
              : Double.valueOf(Double.longBitsToDouble(random.nextLong()));
      if (Double.isFinite(((Number) value).doubleValue())) {
        Number back = (Number) ValueForm.decode(point, ValueForm.encode(point, value));
        assertTrue(((Number) value).doubleValue() == back.doubleValue(), value + " " + back);
      }
    }
  }

  @Test
  void aBatchHoldsEachPointOnceWithinTheLimits() {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      List<ModbusPoint> points = new ArrayList<>();
      int address = 0;
      for (int k = 0; k < 200; k++) {
        address += random.nextInt(4);
        JsonObject vector = new JsonObject();
        vector.addProperty("type", random.nextBoolean() ? "int16" : "double");
        vector.addProperty("registerAddress", "0x" + Integer.toHexString(address));
        ModbusPoint point = point(vector, target("double"));
        points.add(point);
        address = point.at().end();
      }
      List<ReadBatch> batches = ReadBatch.merge(points, random.nextInt(5), p -> false);
      assertTrue(batches.stream().allMatch(batch -> batch.at().count() <= 125));
      assertEquals(points, batches.stream().flatMap(batch -> batch.points().stream()).toList());
    }
  }

  @Test
  void aBitOfARegisterLeavesTheOthersAlone() throws UnsuitableValueException {
    JsonObject vector = new JsonObject();
    vector.addProperty("type", "bool");
    vector.addProperty("bitMask", "128");
    ModbusPoint point = point(vector, target("bool"));
    int set = ValueForm.encode(point, true)[0];
    assertEquals(0x12F4, ValueForm.withBit(point, 0x1274, set));
    assertEquals(0x1274, ValueForm.withBit(point, 0x12F4, ValueForm.encode(point, false)[0]));
    assertTrue(ValueForm.isSame(point, new int[] {set}, new int[] {0xFFFF}));
    vector.addProperty("swap16", "1");
    ModbusPoint swapped = point(vector, target("bool"));
    assertEquals(0x8000, ValueForm.withBit(swapped, 0, ValueForm.encode(swapped, true)[0]));
    assertEquals(true, ValueForm.decode(swapped, 0x8000));
  }

  @Test
  void aValueOutsideOfItsRangeIsNotReported() {
    JsonObject vector = new JsonObject();
    vector.addProperty("type", "uint16");
    vector.addProperty("scalingText", "0.1");
    DataType humidity =
        new DataType.DoubleType(
            OptionalDouble.of(0), OptionalDouble.of(100), OptionalDouble.empty(), Optional.empty());
    UnsuitableValueException refused =
        assertThrows(
            UnsuitableValueException.class,
            () -> ValueForm.decode(point(vector, humidity), 0x03E9));
    assertEquals("100.1 is above max 100", refused.getMessage());
  }
}
