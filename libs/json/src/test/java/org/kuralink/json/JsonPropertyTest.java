/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for any value, tried with many. */
class JsonPropertyTest {

  private static final String[] PIECES = {
    "a", " ", "\"", "\\", "/", "\n", "\u0000", "\u001f", "\u007f", "ä", "中", "😀", "{", "]",
    "\u2028", "\ud83d", "\ude00"
  };

  private final Random random = new Random(41);

  @Test
  void whatIsWrittenIsReadBack() throws JsonException {
    for (int i = 0; i < 20_000; i++) {
      Object value = value(3);
      assertEquals(value, Json.read(Json.string(value)));
      assertEquals(value, Json.read(Json.text(value)));
      assertEquals(value, Json.read(Json.bytes(value)), "half a pair of surrogates as well");
      assertTrue(Json.same(value, Json.read(Json.bytes(value))));
    }
  }

  @Test
  void bytesAreUtf8WithoutAReplacement() {
    for (int i = 0; i < 20_000; i++) {
      String text = text();
      byte[] json = Json.bytes(text);
      assertEquals(text, JsonParser.parseString(utf8(json)).getAsString());
      assertFalse(utf8(json).contains("?") || utf8(json).contains("\ufffd"), text);
    }
  }

  @Test
  void aChangedValueIsNotTheSame() {
    for (int i = 0; i < 5_000; i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("value", value(3));
      Map<String, Object> other = new LinkedHashMap<>(one);
      other.put("one more", 1);
      assertFalse(Json.same(one, other));
      other.remove("one more");
      assertTrue(Json.same(one, other));
    }
  }

  @Test
  void brokenBytesAreRefusedAndNothingElse() {
    for (int i = 0; i < 20_000; i++) {
      byte[] json = Json.bytes(Map.of("value", value(3)));
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        json[random.nextInt(json.length)] = (byte) random.nextInt(256);
      }
      try {
        Json.readObject(json);
      } catch (JsonException expected) {
        assertFalse(String.valueOf(expected.getMessage()).isEmpty());
      }
    }
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A value in the form in which it is read. */
  private Object value(int depth) {
    switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> {
        return random.nextInt(200) - 100L;
      }
      case 1 -> {
        return random.nextLong();
      }
      case 2 -> {
        return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      }
      case 3 -> {
        return new BigDecimal("9".repeat(19 + random.nextInt(10)));
      }
      case 4, 5 -> {
        return text();
      }
      case 6 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        return list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(text(), value(depth - 1));
        }
        return map;
      }
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
