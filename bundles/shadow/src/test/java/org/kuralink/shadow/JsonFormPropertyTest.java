/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any document that a program can say comes back the same, and no bytes do harm. */
class JsonFormPropertyTest {

  private static final int ROUNDS = 2000;

  @Test
  void whatIsWrittenIsReadAsTheSame() throws IOException {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Map<String, Object> object = object(new Random(seed), 0);
      byte[] json = JsonForm.write(object);
      Object read = JsonForm.readObject(json);
      assertTrue(
          JsonForm.same(object, read), () -> "seed: " + new String(json, StandardCharsets.UTF_8));
      assertEquals(read, JsonForm.readObject(JsonForm.write(JsonForm.readObject(json))));
    }
  }

  @Test
  void aChangedValueIsNotTheSame() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Map<String, Object> object = object(new Random(seed), 0);
      Map<String, Object> other = new LinkedHashMap<>(object);
      other.put("one more", 1);
      assertFalse(JsonForm.same(object, other));
      other.remove("one more");
      assertTrue(JsonForm.same(object, other));
    }
  }

  @Test
  void brokenBytesAreRefusedAndNothingElse() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] json = JsonForm.write(object(random, 0));
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        json[random.nextInt(json.length)] = (byte) random.nextInt(256);
      }
      try {
        Incoming.read(json);
      } catch (IOException expected) {
        assertFalse(String.valueOf(expected.getMessage()).isEmpty());
      }
    }
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      object.put(text(random), value(random, depth + 1));
    }
    object.put("always", 1L);
    return object;
  }

  private static Object value(Random random, int depth) {
    switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0:
        return random.nextLong();
      case 1:
        return random.nextInt(1000) - 500;
      case 2:
        return random.nextGaussian() * Math.pow(10, random.nextInt(20));
      case 3:
        return random.nextBoolean();
      case 4:
        return text(random);
      case 5:
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth + 1));
        }
        return list;
      default:
        return object(random, depth + 1);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint("aZ0 \"\\\n\t{}[]:,颜色\uD83D\uDE00é".codePointAt(random.nextInt(14)));
    }
    return text.toString();
  }
}
