/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.Secret;

class SignatureTest {

  static Stream<JsonObject> vectors() throws IOException {
    try (InputStream in = SignatureTest.class.getResourceAsStream("vectors.json")) {
      JsonElement file = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return StreamSupport.stream(
              file.getAsJsonObject().getAsJsonArray("vectors").spliterator(), false)
          .map(JsonElement::getAsJsonObject);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheOfficialSdksDo(JsonObject vector) {
    SignMethod method = SignMethod.of(vector.get("signmethod").getAsString()).orElseThrow();
    Secret key = Secret.of(vector.get("key").getAsString());

    String hex = method.sign(key, vector.get("stringToSign").getAsString());

    assertEquals(vector.get("expectedHex").getAsString(), hex);
  }

  @Test
  void buildsTheTextToSignFromUnsortedParameters() {
    assertEquals(
        "clientId12345deviceNamedeviceproductKeypktimestamp789",
        Signature.content(
            Map.of(
                "timestamp", "789",
                "productKey", "pk",
                "clientId", "12345",
                "deviceName", "device")));
    assertEquals(
        "deviceNamecdevproductKeycpkrandom8Ygb7ULYh53B6OA",
        Signature.content(
            Map.of("random", "8Ygb7ULYh53B6OA", "productKey", "cpk", "deviceName", "cdev")));
  }
}
