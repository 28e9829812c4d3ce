/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationValuesTest {

  @Test
  void aValueMayComeInAnyShape() {
    ConfigurationValues values =
        ConfigurationValues.of(
            Map.of(
                "number", " 7 ",
                "flag", "TRUE",
                "list", new String[] {"a", " ", "b "},
                "single", List.of("only"),
                "option", "half-up"));
    assertEquals(7, values.number("number", 1, 9, 5));
    assertTrue(values.flag("flag", false));
    assertEquals(List.of("a", "b"), values.texts("list"));
    assertEquals("a", values.text("list"));
    assertEquals("only", values.text("single"));
    assertEquals(Rounding.HALF_UP, values.option("option", Rounding.class, Rounding.DOWN));
    assertEquals(List.of(), values.problems());
  }

  @Test
  void aMissingOrEmptyValueYieldsTheDefaultWithoutAProblem() {
    ConfigurationValues values = ConfigurationValues.of(Map.of("empty", "", "none", new String[0]));
    assertEquals(5, values.number("empty", 1, 9, 5));
    assertEquals("x", values.text("none", "x"));
    assertTrue(values.flag("missing", true));
    assertTrue(values.secret("empty").isEmpty());
    assertEquals(List.of(), values.problems());
  }

  @Test
  void allErrorsAreReportedTogetherAndReplacedByDefaults() {
    ConfigurationValues values =
        ConfigurationValues.of(
            Map.of("number", "10", "word", "ten", "flag", "yes", "option", "up", "name", "a/b"));
    assertEquals(5, values.number("number", 1, 9, 5));
    assertEquals(5, values.number("word", 1, 9, 5));
    assertTrue(values.flag("flag", true));
    assertEquals(Rounding.DOWN, values.option("option", Rounding.class, Rounding.DOWN));
    values.name("name", 20);
    values.name("nobody", 20);
    assertEquals(
        List.of(
            "number is 10; allowed is 1..9",
            "word is not a whole number; allowed is 1..9",
            "flag must be true or false",
            "option is 'up'; allowed is one of down half-up",
            "name must not contain blanks or any of / + # & |",
            "nobody is missing"),
        values.problems());
  }

  @Test
  void aPasswordIsDecryptedAndNotShown() {
    ConfigurationValues values =
        ConfigurationValues.of(
            Map.of("password", "ABC"), stored -> stored.toLowerCase(Locale.ROOT));
    assertEquals("abc", values.secret("password").orElseThrow().reveal());
    assertEquals(List.of(), values.problems());
  }

  private enum Rounding {
    DOWN,
    HALF_UP
  }

  @Test
  void distinguishesMissingValuesFromWrongOnes() {
    ConfigurationValues values = ConfigurationValues.of(Map.of("port", "x"));
    assertFalse(values.isUnfilled());
    values.name("product.key", 20);
    values.missing("device.secret", "; it is needed");
    assertEquals(
        List.of("product.key is missing", "device.secret is missing; it is needed"),
        values.problems());
    assertTrue(values.isUnfilled());
    values.number("port", 0, 9, 1);
    assertFalse(values.isUnfilled());
  }
}
