/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;

/** Property tests of the validation with generated types and values. */
class ValueCheckPropertyTest {

  private static final int ROUNDS = 20_000;

  private final ThingModelsComponent models = new ThingModelsComponent();
  private final Random random = new Random(21);

  @Test
  void anAllowedValueIsAcceptedInAnyForm() {
    for (int i = 0; i < ROUNDS; i++) {
      DataType type = type(2);
      Object value = allowed(type);
      assertEquals(new CheckedValue(value, List.of()), models.check("p", type, value));
      Object spelled = spelled(type, value);
      assertEquals(
          new CheckedValue(value, List.of()),
          models.check("p", type, spelled),
          () -> type + " " + spelled);
    }
  }

  @Test
  void aForbiddenValueIsAViolationWithItsPlace() {
    for (int i = 0; i < ROUNDS; i++) {
      DataType type = type(2);
      Object value = forbidden(type);
      CheckedValue checked = models.check("p", type, value);
      assertFalse(checked.isValid(), () -> type + " " + value);
      assertEquals(value, checked.value());
      checked.violations().forEach(v -> assertTrue(v.path().startsWith("p"), v::toString));
    }
  }

  @Test
  void anyValueIsAcceptedOrAViolation() {
    for (int i = 0; i < ROUNDS; i++) {
      DataType type = type(2);
      Object value = any(3);
      CheckedValue checked = models.check("p", type, value);
      if (checked.isValid()) {
        assertEquals(checked, models.check("p", type, checked.value()));
      }
    }
  }

  private DataType type(int depth) {
    int bound = random.nextInt(1000);
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 ->
          new DataType.IntType(
              OptionalInt.of(-bound), OptionalInt.of(bound), OptionalInt.empty(), Optional.empty());
      case 1 ->
          new DataType.FloatType(
              OptionalDouble.of(-bound),
              OptionalDouble.of(bound),
              OptionalDouble.empty(),
              Optional.empty());
      case 2 ->
          new DataType.DoubleType(
              OptionalDouble.of(-bound),
              OptionalDouble.of(bound),
              OptionalDouble.empty(),
              Optional.empty());
      case 3 -> new DataType.TextType(OptionalInt.of(10));
      case 4 -> new DataType.DateType();
      case 5 -> new DataType.BoolType(Map.of(0, "no", 1, "yes"));
      case 6 -> new DataType.EnumType(Map.of(1, "one", 2, "two", bound + 3, "more"));
      case 7 -> struct(depth);
      default -> new DataType.ArrayType(OptionalLong.of(5), type(depth - 1));
    };
  }

  private DataType struct(int depth) {
    Map<String, Field> members = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      members.put("m" + i, new Field("m" + i, "member", type(depth - 1)));
    }
    return new DataType.StructType(members);
  }

  private Object allowed(DataType type) {
    if (type instanceof DataType.IntType t) {
      return t.min().getAsInt() + random.nextInt(2 * t.max().getAsInt() + 1);
    }
    if (type instanceof DataType.FloatType t) {
      return (float) ((random.nextDouble() * 2 - 1) * t.max().getAsDouble()) + 0.0f;
    }
    if (type instanceof DataType.DoubleType t) {
      return (random.nextDouble() * 2 - 1) * t.max().getAsDouble() + 0.0;
    }
    if (type instanceof DataType.TextType) {
      return "ä中".repeat(random.nextInt(3));
    }
    if (type instanceof DataType.DateType) {
      return random.nextLong() >>> 1;
    }
    if (type instanceof DataType.BoolType) {
      return random.nextBoolean();
    }
    if (type instanceof DataType.EnumType t) {
      return List.copyOf(t.labels().keySet()).get(random.nextInt(t.labels().size()));
    }
    if (type instanceof DataType.StructType t) {
      Map<String, Object> struct = new LinkedHashMap<>();
      t.members().forEach((name, member) -> struct.put(name, allowed(member.type())));
      return struct;
    }
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      list.add(allowed(((DataType.ArrayType) type).item()));
    }
    return list;
  }

  /** Returns another form of the same value that the platform or an application may use. */
  private Object spelled(DataType type, Object value) {
    if (type instanceof DataType.StructType t) {
      Map<String, Object> struct = new LinkedHashMap<>();
      ((Map<?, ?>) value)
          .forEach(
              (name, v) -> struct.put(name.toString(), spelled(t.members().get(name).type(), v)));
      return struct;
    }
    if (type instanceof DataType.ArrayType t) {
      return ((List<?>) value).stream().map(v -> spelled(t.item(), v)).toList();
    }
    if (value instanceof Boolean truth) {
      return random.nextBoolean() ? (Object) (truth ? 1 : 0) : truth.toString();
    }
    return value.toString();
  }

  private Object forbidden(DataType type) {
    if (type instanceof DataType.StructType t) {
      Map<String, Object> struct = new LinkedHashMap<>();
      t.members().forEach((name, member) -> struct.put(name, allowed(member.type())));
      switch (random.nextInt(3)) {
        case 0 -> struct.remove(struct.keySet().iterator().next());
        case 1 -> struct.put("stranger", 1);
        default -> struct.replaceAll((name, value) -> forbidden(t.members().get(name).type()));
      }
      return struct;
    }
    if (type instanceof DataType.ArrayType t) {
      return random.nextBoolean() ? List.of(forbidden(t.item())) : List.of(1, 1, 1, 1, 1, 1);
    }
    if (type instanceof DataType.TextType) {
      return random.nextBoolean() ? (Object) "中中中中" : 1;
    }
    Object[] wrong = {"", "x", "-1e9", -1_000_000_000, Double.NaN, List.of(), Map.of("a", 1)};
    return wrong[random.nextInt(wrong.length)];
  }

  private Object any(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> random.nextInt(2000) - 1000;
      case 1 -> random.nextLong();
      case 2 -> Double.longBitsToDouble(random.nextLong());
      case 3 -> Float.intBitsToFloat(random.nextInt());
      case 4 -> random.nextBoolean();
      case 5 -> new String[] {"", "0", "1", "true", "-7", "1e3", "x", "\ud800"}[random.nextInt(8)];
      case 6 -> List.of(any(depth - 1), any(depth - 1));
      default -> Map.of("m0", any(depth - 1), "m1", any(depth - 1));
    };
  }
}
