/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kuralink.simulator.json.StrictJson;

class SignMethodTest {
  private static final Set<String> NOT_SIGNED = Set.of("deviceSecret", "productSecret", "region");

  @TestFactory
  List<DynamicTest> signsAsTheOfficialSdksDo() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in = SignMethodTest.class.getResourceAsStream("/vectors.json")) {
      for (JsonElement element :
          StrictJson.parseObject(in.readAllBytes()).getAsJsonArray("vectors")) {
        JsonObject vector = element.getAsJsonObject();
        tests.add(DynamicTest.dynamicTest(text(vector, "id"), () -> check(vector)));
      }
    }
    assertTrue(tests.size() >= 6, "vectors found");
    return tests;
  }

  private static void check(JsonObject vector) {
    Map<String, String> parameters = new HashMap<>();
    JsonObject inputs = vector.getAsJsonObject("inputs");
    inputs.entrySet().stream()
        .filter(e -> !NOT_SIGNED.contains(e.getKey()))
        .forEach(e -> parameters.put(e.getKey(), e.getValue().getAsString()));
    complete(parameters);
    SignMethod method = SignMethod.named(text(vector, "signmethod")).orElseThrow();
    assertEquals(text(vector, "stringToSign"), SignMethod.content(parameters));
    String signature = method.sign(text(vector, "key"), parameters);
    assertEquals(text(vector, "expectedHex").toLowerCase(Locale.ROOT), signature);
    assertTrue(method.verifies(text(vector, "key"), parameters, text(vector, "expectedHex")));
    assertFalse(method.verifies("another", parameters, text(vector, "expectedHex")));
  }

  /** Some vectors give the CONNECT as it goes over the wire instead of its parts. */
  private static void complete(Map<String, String> parameters) {
    String wire = parameters.remove("mqttClientId");
    String user = parameters.remove("username");
    if (wire != null) {
      parameters.put(
          "random", ClientIdentifier.parse(wire).orElseThrow().parameters().get("random"));
      parameters.put("deviceName", user.substring(0, user.indexOf('&')));
      parameters.put("productKey", user.substring(user.indexOf('&') + 1));
    } else if (!parameters.containsKey("clientId") && !parameters.containsKey("random")) {
      parameters.put("clientId", parameters.get("productKey") + "." + parameters.get("deviceName"));
      parameters.put("timestamp", "2524608000000");
    }
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  @Test
  void namesAreComparedIgnoringCase() {
    assertEquals(Optional.of(SignMethod.HMACSHA1), SignMethod.named("hmacSha1"));
    assertEquals(Optional.of(SignMethod.HMACMD5), SignMethod.named("HmacMD5"));
    assertEquals(Optional.empty(), SignMethod.named("sha256"));
  }
}
