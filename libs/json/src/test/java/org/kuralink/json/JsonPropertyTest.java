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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.json.comparison.JsonComparison;
import org.kuralink.json.output.JsonOutput;

/** Properties that hold for all values, tested with many. */
class JsonPropertyTest {

  private final Random random = new Random(41);
  private final AnyValues values = new AnyValues(random);

  @Test
  void whatIsWrittenIsReadBack() throws JsonException {
    for (int i = 0; i < 20_000; i++) {
      Object value = values.value(3);
      assertEquals(value, Json.read(JsonOutput.string(value)));
      assertEquals(value, Json.read(JsonOutput.text(value)));
      assertEquals(value, Json.read(JsonOutput.bytes(value)), "half a pair of surrogates as well");
      assertTrue(JsonComparison.same(value, Json.read(JsonOutput.bytes(value))));
    }
  }

  @Test
  void bytesAreUtf8WithoutAReplacement() {
    for (int i = 0; i < 20_000; i++) {
      String text = values.text();
      byte[] json = JsonOutput.bytes(text);
      assertEquals(text, JsonParser.parseString(utf8(json)).getAsString());
      assertFalse(utf8(json).contains("?") || utf8(json).contains("\ufffd"), text);
    }
  }

  @Test
  void aChangedValueIsNotTheSame() {
    for (int i = 0; i < 5_000; i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("value", values.value(3));
      Map<String, Object> other = new LinkedHashMap<>(one);
      other.put("one more", 1);
      assertFalse(JsonComparison.same(one, other));
      other.remove("one more");
      assertTrue(JsonComparison.same(one, other));
    }
  }

  @Test
  void brokenBytesAreRefusedAndNothingElse() {
    for (int i = 0; i < 20_000; i++) {
      byte[] json = JsonOutput.bytes(Map.of("value", values.value(3)));
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
}
