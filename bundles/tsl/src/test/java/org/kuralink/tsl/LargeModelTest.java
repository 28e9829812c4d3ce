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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Field;
import org.kuralink.api.tsl.ThingModel;

/** Reads a model of 300 features, each of the maximum size. */
class LargeModelTest {

  private static final int MEMBERS = 50;
  private static final int SIZE = 128;

  private final ThingModelsComponent models = new ThingModelsComponent();
  private final ThingModel model = Models.of(document());

  private static String document() {
    return "{\"properties\":["
        + features("p", ",\"accessMode\":\"rw\",\"dataType\":" + array())
        + "],\"events\":["
        + features("e", ",\"type\":\"info\",\"outputData\":[" + fields() + "]")
        + "],\"services\":["
        + features("s", ",\"inputData\":[" + fields() + "],\"outputData\":[" + fields() + "]")
        + "]}";
  }

  private static String features(String name, String rest) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "{\"identifier\":\"" + name + i + "\"" + rest + "}")
        .collect(Collectors.joining(","));
  }

  private static String fields() {
    return "{\"identifier\":\"list\",\"dataType\":" + array() + "}";
  }

  private static String array() {
    String members =
        IntStream.range(0, MEMBERS)
            .mapToObj(
                i ->
                    "{\"identifier\":\"m"
                        + i
                        + "\",\"dataType\":{\"type\":\"int\",\"specs\":"
                        + "{\"min\":\"0\",\"max\":\"9\",\"step\":\"1\"}}}")
            .collect(Collectors.joining(","));
    return "{\"type\":\"array\",\"specs\":{\"size\":\""
        + SIZE
        + "\",\"item\":{\"type\":\"struct\",\"specs\":["
        + members
        + "]}}}";
  }

  private static List<Object> value(int size, int members) {
    List<Object> value = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<String, Object> struct = new LinkedHashMap<>();
      for (int m = 0; m < members; m++) {
        struct.put("m" + m, m % 10);
      }
      value.add(struct);
    }
    return value;
  }

  @Test
  void isReadWhole() {
    assertEquals(100, model.properties().size());
    assertEquals(100, model.events().size());
    assertEquals(100, model.services().size());
    DataType.ArrayType array = (DataType.ArrayType) model.properties().get("p99").type();
    assertEquals(MEMBERS, ((DataType.StructType) array.item()).members().size());
  }

  @Test
  void takesValuesAtTheirLimits() {
    List<Object> whole = value(SIZE, MEMBERS);
    model
        .properties()
        .forEach(
            (name, property) -> {
              CheckedValue checked = models.check(name, property.type(), whole);
              assertTrue(checked.isValid());
              assertEquals(whole, checked.value());
            });
    Map<String, Field> inputs = model.services().get("s7").inputs();
    DataType struct = new DataType.StructType(inputs);
    assertTrue(models.check("s7", struct, Map.of("list", whole)).isValid());
  }

  @Test
  void refusesValuesBeyondTheirLimits() {
    DataType type = model.properties().get("p0").type();
    assertEquals(
        "p0: an array has 129 elements, more than the 128 allowed",
        only(models.check("p0", type, value(SIZE + 1, MEMBERS))));
    List<Object> wrong = value(SIZE, MEMBERS);
    wrong.set(SIZE - 1, value(1, MEMBERS + 1).get(0));
    String words = only(models.check("p0", type, wrong));
    assertTrue(words.startsWith("p0[127].m50: is not a member"), words);
    wrong.set(SIZE - 1, value(1, MEMBERS - 1).get(0));
    CheckedValue lacking = models.check("p0", type, wrong);
    assertTrue(lacking.isValid());
    assertEquals("p0[127].m49: is missing", lacking.doubts().get(0).toString());
    assertEquals(50, models.check("p0", type, value(SIZE, 0)).doubts().size());
  }

  private static String only(CheckedValue checked) {
    assertEquals(1, checked.violations().size());
    return checked.violations().get(0).toString();
  }
}
