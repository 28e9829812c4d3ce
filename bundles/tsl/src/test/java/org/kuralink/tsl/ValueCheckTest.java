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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kuralink.api.tsl.CheckedValue;
import org.kuralink.api.tsl.Doubt;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.api.tsl.Violation;

class ValueCheckTest {

  private final ThingModelsComponent models = new ThingModelsComponent();

  @Test
  void wholeNumbers() {
    assertBecomes("count", 5, 5);
    assertBecomes("count", 5L, 5);
    assertBecomes("count", 5.0, 5);
    assertBecomes("count", "5", 5);
    assertBecomes("count", "5.0", 5);
    assertBecomes("count", " -10 ", -10);
    assertBecomes("count", new BigDecimal("1e1"), 10);
    assertBecomes("count", BigInteger.ZERO, 0);
    assertViolates("count", 105, "count: 105 is not allowed: -10 to 100");
    assertViolates("count", -15, "count: -15 is not allowed: -10 to 100");
    assertDoubts("count", 7, "count: 7 is not on a step of 5 from -10");
    assertViolates("count", 5.5, "count: 5.5 is not a 32-bit integer: -10 to 100");
    assertViolates("count", 1L << 40, "count: 1099511627776 is not a 32-bit integer");
    assertViolates("count", "many", "count: 'many' is not an integer: -10 to 100");
    assertViolates("count", "", "count: '' is not an integer");
    assertViolates("count", true, "count: true is not an integer");
    assertViolates("count", Double.NaN, "count: NaN is not an integer");
    assertViolates("count", "1e999999999", "count: '1e999999999' is not a 32-bit integer");
    assertViolates("count", "9".repeat(1000), "'" + "9".repeat(40) + "…' is not an integer");
    assertViolates("count", List.of(1), "count: an array is not an integer");
  }

  @Test
  void realNumbers() {
    assertBecomes("temperature", "30.5", 30.5);
    assertBecomes("temperature", 30, 30.0);
    assertBecomes("temperature", 23.6f, 23.6);
    assertBecomes("temperature", -40L, -40.0);
    assertBecomes("temperature", 30.123456, 30.123456);
    assertBecomes("ratio", 0.1f, 0.1f);
    assertBecomes("ratio", 0.1, 0.1f);
    assertBecomes("ratio", "-1", -1.0f);
    assertViolates("ratio", 0.10001, "ratio: 0.10001 is not allowed: -1.0 to 0.1");
    assertViolates("temperature", 120.6, "temperature: 120.6 is not allowed: -40.0 to 120.5");
    assertViolates("temperature", Double.NaN, "temperature: NaN is not a number: -40.0 to 120.5");
    assertViolates("temperature", Double.POSITIVE_INFINITY, "Infinity is not a number");
    assertViolates("temperature", "NaN", "'NaN' is not a number");
    assertViolates("temperature", "1e999", "'1e999' is not a number");
    assertViolates("temperature", "0x10", "'0x10' is not a number");
    assertViolates("temperature", Map.of(), "a struct is not a number");
  }

  @Test
  void textsAreMeasuredInBytesOfUtf8() {
    assertBecomes("label", "abcdef", "abcdef");
    assertBecomes("label", "中文", "中文");
    assertBecomes("label", "😀ab", "😀ab");
    assertBecomes("label", "", "");
    assertViolates("label", "abcdefg", "label: 'abcdefg' has 7 bytes, more than the 6 allowed");
    assertViolates("label", "中文a", "has 7 bytes, more than the 6 allowed");
    assertViolates("label", "😀äää", "has 10 bytes");
    assertViolates("label", 5, "label: 5 is not a text");
  }

  @Test
  void dates() {
    assertBecomes("installed", 1524448722000L, 1524448722000L);
    assertBecomes("installed", "1524448722000", 1524448722000L);
    assertBecomes("installed", 0, 0L);
    assertViolates("installed", "yesterday", "'yesterday' is not a date: milliseconds since 1970");
    assertViolates("installed", -1, "-1 is not a date");
    assertViolates("installed", 1.5, "1.5 is not an integer number of milliseconds");
    assertViolates("installed", "1e30", "'1e30' is not an integer number of milliseconds");
  }

  @Test
  void boolsAndEnums() {
    for (Object yes : new Object[] {true, 1, 1L, 1.0, "1", "true"}) {
      assertBecomes("power", yes, true);
    }
    for (Object no : new Object[] {false, 0, 0.0f, "0", "false"}) {
      assertBecomes("power", no, false);
    }
    assertViolates("power", 2, "power: 2 is not one of 0, 1, true, false");
    assertViolates("power", "on", "power: 'on' is not one of 0, 1, true, false");
    assertBecomes("mode", 7, 7);
    assertBecomes("mode", "1", 1);
    assertBecomes("mode", 0.0, 0);
    assertViolates("mode", 2, "mode: 2 is not one of [0, 1, 7]");
    assertViolates("mode", "auto", "mode: 'auto' is not one of [0, 1, 7]");
    assertViolates("mode", 0.5, "mode: 0.5 is not a 32-bit integer");
  }

  @Test
  void structsAndArrays() {
    assertBecomes(
        "tank",
        Map.of("level", List.of("1", 2.0), "name", "oil"),
        Map.of("name", "oil", "level", List.of(1, 2)));
    assertViolates(
        "tank",
        Map.of("name", "oil", "level", List.of(1, 2, 3, 101)),
        "tank.level[3]: 101 is not allowed: 0 to 100");
    assertViolates(
        "tank",
        Map.of("name", "oil", "level", List.of(1, 2, 3, 4, 5)),
        "tank.level: an array has 5 elements, more than the 4 allowed");
    assertDoubts("tank", Map.of("name", "oil"), "tank.level: is missing");
    assertViolates("tank", 5, "tank: 5 is not a struct with the members [name, level]");
    assertViolates(
        "tank",
        Map.of("name", "oil", "level", List.of(), "colour", 1),
        "tank.colour: is not a member; the members are [name, level]");
    Map<String, Object> empty = new HashMap<>();
    empty.put("name", null);
    empty.put("level", Arrays.asList(1, null));
    assertViolates("tank", empty, "tank.name: is null; tank.level[1]: is null");
    assertBecomes(
        "readings",
        List.of(Map.of("at", "5", "value", 7)),
        List.of(Map.of("at", 5L, "value", 7.0)));
    assertViolates(
        "readings",
        List.of(Map.of("at", "5", "value", 7), Map.of("at", 1, "value", "x")),
        "readings[1].value: 'x' is not a number");
    assertViolates("readings", "[]", "readings: '[]' is not an array");
  }

  @Test
  void anUntypedValueIsConvertedToTheType() {
    assertBecomes("count", new UntypedValue(7.0 - 2), 5);
    assertBecomes("mode", new UntypedValue(true), 1);
    assertBecomes("mode", new UntypedValue(1.0f), 1);
    assertBecomes("temperature", new UntypedValue(21.3f), 21.3);
    assertBecomes("temperature", new UntypedValue(true), 1.0);
    assertBecomes("installed", new UntypedValue(1524448722000.0), 1524448722000L);
    assertBecomes("power", new UntypedValue(1L), true);
    assertBecomes("label", new UntypedValue(12L), "12");
    assertBecomes("label", new UntypedValue(21.3f), "21.3");
    assertBecomes("label", new UntypedValue(true), "true");
    assertBecomes(
        "tank",
        new UntypedValue("{\"name\":\"oil\",\"level\":[1,2.0]}"),
        Map.of("name", "oil", "level", List.of(1, 2)));
    assertBecomes(
        "readings",
        new UntypedValue("[{\"at\":5,\"value\":7}]"),
        List.of(Map.of("at", 5L, "value", 7.0)));
    assertBecomes(
        "tank",
        Map.of("name", new UntypedValue(7), "level", List.of()),
        Map.of("name", "7", "level", List.of()));
  }

  @Test
  void anUntypedValueThatCannotBeConvertedIsAViolation() {
    assertViolates("count", new UntypedValue(7.5), "count: 7.5 is not a 32-bit integer");
    assertViolates("power", new UntypedValue(2), "power: 2 is not one of 0, 1, true, false");
    assertViolates("tank", new UntypedValue("{"), "tank: '{' is not a struct");
    assertViolates("tank", new UntypedValue(""), "tank: '' is not a struct");
    assertViolates("tank", new UntypedValue("null"), "tank: 'null' is not a struct");
    assertViolates("readings", new UntypedValue("{\"a\":1}"), "readings: a struct is not an array");
    assertViolates("readings", new UntypedValue("[1] [2]"), "is not an array");
    assertViolates("readings", new UntypedValue("[NaN]"), "is not an array");
    assertViolates("readings", new UntypedValue("[".repeat(100_000)), "is not an array");
    assertViolates("label", new UntypedValue(Map.of("a", 1)), "label: a struct is not a text");
    assertViolates("installed", new UntypedValue(Map.of()), "a struct is not a date");
  }

  @Test
  void limitsTheNumberOfViolations() {
    Map<String, Object> given = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      given.put("x" + i, i);
    }
    assertEquals(50, models.check("tank", Models.type("tank"), given).violations().size());
  }

  private void assertBecomes(String identifier, Object value, Object expected) {
    CheckedValue checked = models.check(identifier, Models.type(identifier), value);
    assertEquals(List.of(), checked.violations());
    assertEquals(expected, checked.value());
  }

  private void assertDoubts(String identifier, Object value, String words) {
    CheckedValue checked = models.check(identifier, Models.type(identifier), value);
    assertTrue(checked.isValid(), () -> checked.violations().toString());
    assertEquals(value, checked.value());
    assertEquals(List.of(words), checked.doubts().stream().map(Doubt::toString).toList());
  }

  private void assertViolates(String identifier, Object value, String words) {
    CheckedValue checked = models.check(identifier, Models.type(identifier), value);
    String all =
        checked.violations().stream().map(Violation::toString).collect(Collectors.joining("; "));
    assertTrue(all.contains(words), all);
    assertEquals(UntypedValue.plain(value), checked.value());
  }
}
