/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.JsonText;
import org.kuralink.json.comparison.JsonComparison;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.json.output.UnsupportedValueException;

/** The representations of values, and values without one. */
class JsonTest {

  @Test
  void numbersKeepWhatTheySay() throws JsonException {
    assertEquals(7L, Json.read("7"));
    assertEquals(Long.MAX_VALUE, Json.read("9223372036854775807"));
    assertEquals(new BigDecimal("9223372036854775808"), Json.read("9223372036854775808"));
    assertEquals(7.0, Json.read("7.0"));
    assertEquals(700.0, Json.read("7e2"));
    assertEquals(
        "[1,2,3.5,21.3,9]", JsonOutput.string(List.of(1, (short) 2, 3.5, 21.3f, atomic(9))));
  }

  @Test
  void numbersAreReadAsTheyAreWrittenIfOneAsksForThat() throws JsonException {
    assertEquals(
        List.of(
            new BigDecimal("1.50"), new BigDecimal("7e2"), new BigDecimal("12345678901234567890")),
        Json.readExact("[1.50,7e2,12345678901234567890]".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void halfASurrogatePairGoesOutEscaped() {
    byte[] json = JsonOutput.bytes(Map.of("a\ud83d", "\ude00b 😀 \ud83d"));
    assertEquals(
        "{\"a\\ud83d\":\"\\ude00b 😀 \\ud83d\"}", new String(json, StandardCharsets.UTF_8));
  }

  @Test
  void jsonWithinAValueGoesOutAsItIs() {
    assertEquals(
        "{\"properties\":[{\"a\":1.50},null]}",
        JsonOutput.string(Map.of("properties", Arrays.asList(JsonText.of("{\"a\":1.50}"), null))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "{\"a\":1}x",
        "[1] 2",
        "{\"a\"}",
        "tru",
        "'a'",
        "NaN",
        "01",
        "\"\\u^e00\""
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThrows(JsonException.class, () -> Json.read(text));
    assertThrows(JsonException.class, () -> Json.read(JsonText.of(text)));
  }

  @Test
  void whatNobodyMeansIsRefusedWithItsPlace() {
    assertEquals(
        "has at tank.level[1] the number 1e999, which is out of range",
        assertThrows(JsonException.class, () -> Json.read("{\"tank\":{\"level\":[1,1e999]}}"))
            .getMessage());
    assertEquals(
        "has at the top a number of more than 400 characters",
        assertThrows(JsonException.class, () -> Json.read("9".repeat(401))).getMessage());
    assertEquals(
        "is nested more than 32 deep",
        assertThrows(JsonException.class, () -> Json.read("[".repeat(100_000))).getMessage());
    assertEquals(
        "is no object",
        assertThrows(
                JsonException.class, () -> Json.readObject("[1]".getBytes(StandardCharsets.UTF_8)))
            .getMessage());
  }

  @Test
  void whatJsonCannotSayIsNamedWithItsPlace() {
    UnsupportedValueException nan =
        assertThrows(
            UnsupportedValueException.class,
            () -> JsonOutput.string(Map.of("tank", Map.of("level", List.of(1, Double.NaN)))));
    assertEquals("tank.level[1]", nan.path());
    assertEquals("is NaN, which JSON cannot represent", nan.problem());
    assertEquals("tank.level[1] is NaN, which JSON cannot represent", nan.getMessage());
    assertEquals(
        "is a java.lang.Object, which JSON cannot represent",
        assertThrows(UnsupportedValueException.class, () -> JsonOutput.string(new Object()))
            .getMessage());
    assertThrows(UnsupportedValueException.class, () -> JsonOutput.string(Float.NEGATIVE_INFINITY));
    assertThrows(UnsupportedValueException.class, () -> JsonOutput.string(new Third()));
  }

  @Test
  void whatHoldsItselfIsRefused() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertTrue(
        assertThrows(UnsupportedValueException.class, () -> JsonOutput.string(list))
            .getMessage()
            .endsWith("is nested more than 32 deep"));
  }

  @Test
  void whatFailsAddsNothing() {
    StringBuilder out = new StringBuilder("{\"a\":");
    assertThrows(
        UnsupportedValueException.class,
        () -> JsonOutput.append(out, Arrays.asList(1, new Object())));
    assertEquals("{\"a\":[1]", JsonOutput.append(out, List.of(1)).toString());
  }

  @Test
  void theSameIsWhatSaysTheSame() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("a", 1);
    one.put("b", List.of(1.0, "x"));
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", List.of(1L, "x"));
    other.put("a", new BigDecimal("1.00"));
    assertTrue(JsonComparison.same(one, other));
    assertTrue(JsonComparison.same(null, null));
    assertFalse(JsonComparison.same(one, null));
    assertFalse(JsonComparison.same(List.of(1, 2), List.of(2, 1)));
    assertFalse(JsonComparison.same("1", 1));
  }

  @Test
  void nameAndTextMayHoldAnything() {
    assertArrayEquals(
        "{\"\\\"\\n\\u0000\":\"\\\\\"}".getBytes(StandardCharsets.UTF_8),
        JsonOutput.bytes(Map.of("\"\n\u0000", new StringBuilder("\\"))));
  }

  @Test
  void whatIsNoJsonIsNamedWithItsPlace() {
    JsonException comma =
        assertThrows(JsonException.class, () -> Json.read("[\n {\"a\": 1}\n {\"a\": 2}]"));
    assertEquals(Optional.of("line 3, column 3"), comma.place());
    JsonException cut = assertThrows(JsonException.class, () -> Json.read("[\n1,"));
    assertEquals(Optional.of("line 2, column 3"), cut.place());
    assertEquals(
        Optional.empty(),
        assertThrows(JsonException.class, () -> Json.readObject(new byte[] {'[', ']'})).place());
  }

  private static AtomicInteger atomic(int value) {
    return new AtomicInteger(value);
  }

  /** A number whose text is none of JSON. */
  private static final class Third extends Number {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return "1/3";
    }

    @Override
    public int intValue() {
      return 0;
    }

    @Override
    public long longValue() {
      return 0;
    }

    @Override
    public float floatValue() {
      return 1f / 3;
    }

    @Override
    public double doubleValue() {
      return 1d / 3;
    }
  }
}
