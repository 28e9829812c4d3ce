/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restored properties have the same values of the same types. */
class PropertyTextTest {

  @Test
  void everyTypeThatConfigurationAdminKeepsComesBack() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      Map<String, Object> properties = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (int n = 0; n < 20; n++) {
        properties.put("p" + n, value(random));
      }
      Map<String, Object> back =
          PropertyText.read(PropertyText.write(Map.of("k", properties))).get("k");
      assertEquals(properties.keySet(), back.keySet());
      properties.forEach((name, value) -> assertSame(value, back.get(name)));
    }
  }

  private static void assertSame(Object expected, Object actual) {
    assertEquals(expected.getClass(), actual.getClass());
    assertTrue(Objects.deepEquals(expected, actual), expected + " and " + actual);
  }

  private static Object value(Random random) {
    return switch (random.nextInt(16)) {
      case 0 -> text(random);
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> (short) random.nextInt();
      case 4 -> (byte) random.nextInt();
      case 5 -> Double.longBitsToDouble(random.nextLong());
      case 6 -> Float.intBitsToFloat(random.nextInt());
      case 7 -> random.nextBoolean();
      case 8 -> (char) random.nextInt(0xd800);
      case 9 -> new String[] {text(random), ""};
      case 10 -> new Integer[] {random.nextInt()};
      case 11 -> new int[] {random.nextInt(), 0};
      case 12 -> new ArrayList<>(List.of(text(random), random.nextInt()));
      case 13 -> new Vector<>(List.of(random.nextLong()));
      case 14 -> new boolean[0];
      default -> new char[] {'a', '"', '\\'};
    };
  }

  private static String text(Random random) {
    int[] points = random.ints(random.nextInt(8), 0, 0x1000).filter(c -> c < 0xd800).toArray();
    return new String(points, 0, points.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"k\":1}",
        "{\"k\":{\"p\":1}}",
        "{\"k\":{\"p\":[]}}",
        "{\"k\":{\"p\":[\"Thread\",\"one\",\"x\"]}}",
        "{\"k\":{\"p\":[\"Integer\",\"one\",\"x\"]}}"
      })
  void aDamagedSnapshotIsRefused(String text) {
    assertThrows(IOException.class, () -> PropertyText.read(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void textIsKeptToTheLastCharacter() throws IOException {
    String[] values = {" a ", "b,c", "\u0000", "\ud83d\ude00", "\ud83d", "\ude00x"};
    byte[] text = PropertyText.write(Map.of("k", Map.of("p", values)));
    assertArrayEquals(values, (String[]) PropertyText.read(text).get("k").get("p"));
  }
}
