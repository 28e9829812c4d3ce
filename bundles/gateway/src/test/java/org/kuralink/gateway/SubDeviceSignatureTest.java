/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.sign.Signature;

class SubDeviceSignatureTest {

  private static final long TIME = 1_548_115_200_000L;
  private static final Map<String, String> SECRETS =
      Map.of(
          "sub-01", "sub01-Made-Up-Secret-000000000001",
          "sub-02", "sub02-Made-Up-Secret-000000000002");

  /** Parameters that are sent but not signed. */
  private static final Set<String> UNSIGNED =
      Set.of("sign", "signmethod", "signMethod", "cleanSession");

  private static Stream<JsonObject> vectors() throws IOException {
    try (InputStream in =
        SubDeviceSignatureTest.class.getResourceAsStream("sub-device-vectors.json")) {
      JsonElement file = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return StreamSupport.stream(
              file.getAsJsonObject().getAsJsonArray("vectors").spliterator(), false)
          .map(JsonElement::getAsJsonObject);
    }
  }

  static Stream<JsonObject> signed() throws IOException {
    return vectors().filter(vector -> vector.has("stringToSign"));
  }

  static Stream<JsonObject> batches() throws IOException {
    return vectors().filter(vector -> vector.has("payload"));
  }

  @ParameterizedTest
  @MethodSource("signed")
  void coversWhatIsSentAndNothingElse(JsonObject vector) {
    Map<String, String> inputs = new LinkedHashMap<>();
    vector
        .getAsJsonObject("inputs")
        .entrySet()
        .forEach(entry -> inputs.put(entry.getKey(), entry.getValue().getAsString()));
    inputs.keySet().removeAll(UNSIGNED);
    SignMethod method = SignMethod.of(text(vector, "signMethod")).orElseThrow();
    boolean otherText = text(vector, "id").equals("login-cleansession-signed");

    assertEquals(!otherText, Signature.content(inputs).equals(text(vector, "stringToSign")));
    assertEquals(
        text(vector, "sign"),
        method.sign(Secret.of(text(vector, "key")), text(vector, "stringToSign")));
  }

  @ParameterizedTest
  @MethodSource("signed")
  void saysWhatTheVectorsSay(JsonObject vector) {
    JsonObject inputs = vector.getAsJsonObject("inputs");
    DeviceIdentity device =
        new DeviceIdentity(text(inputs, "productKey"), text(inputs, "deviceName"));
    Secret key = Secret.of(text(vector, "key"));
    SubDeviceSignature signature =
        new SubDeviceSignature(SignMethod.of(text(vector, "signMethod")).orElseThrow());
    String kind = text(vector, "kind");
    Map<String, Object> said =
        switch (kind) {
          case "topo-add" -> signature.topology(device, key, TIME);
          case "login" ->
              signature.login(device, key, TIME, "true".equals(text(inputs, "cleanSession")));
          default -> signature.registration(device, key, text(inputs, "random"));
        };

    if (kind.startsWith("proxy") || said.get("clientId").equals(textOr(inputs, "clientId"))) {
      boolean ours =
          (kind.startsWith("proxy") || said.get("timestamp").equals(textOr(inputs, "timestamp")))
              && !text(vector, "verdict").equals("reject");
      String expected = text(vector, "sign");
      if (ours) {
        assertEquals(expected, said.get("sign"), text(vector, "id"));
      } else if (text(vector, "id").equals("login-cleansession-signed")) {
        assertNotEquals(expected, said.get("sign"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("batches")
  void signsEachElementOfABatch(JsonObject vector) {
    JsonObject params = vector.getAsJsonObject("payload").getAsJsonObject("params");
    for (JsonElement each : params.getAsJsonArray("deviceList")) {
      JsonObject element = each.getAsJsonObject();
      String name =
          element.has("signMethod") ? text(element, "signMethod") : text(params, "signMethod");
      DeviceIdentity device =
          new DeviceIdentity(text(element, "productKey"), text(element, "deviceName"));

      Map<String, Object> said =
          new SubDeviceSignature(SignMethod.of(name).orElseThrow())
              .element(
                  device,
                  Secret.of(SECRETS.get(device.deviceName())),
                  TIME,
                  text(element, "cleanSession").equals("true"));

      said.forEach((member, value) -> assertEquals(text(element, member), value, member));
      assertFalse(said.containsKey("signMethod"), "it stands once, beside the list");
    }
  }

  @Test
  void namesTheMethodOnceForABatch() {
    SubDeviceSignature signature = new SubDeviceSignature(SignMethod.HMACSHA256);

    assertEquals(
        Map.of("signMethod", "hmacsha256", "deviceList", List.of()), signature.batch(List.of()));
  }

  @Test
  void sendsPlainClientIdsOfAtMost64Characters() {
    SubDeviceSignature signature = new SubDeviceSignature(SignMethod.HMACSHA256);
    Secret secret = Secret.of("secret");

    Object usual =
        signature.login(new DeviceIdentity("pk", "dn01"), secret, 1, true).get("clientId");
    Object longest =
        signature
            .login(new DeviceIdentity("p".repeat(40), "d".repeat(32)), secret, 1, true)
            .get("clientId");

    assertEquals("pk.dn01", usual);
    assertEquals("d".repeat(32), longest);
  }

  @Test
  void callsTheMethodAsEachSectionOfTheGuideDoes() {
    SubDeviceSignature signature = new SubDeviceSignature(SignMethod.HMACSHA1);
    DeviceIdentity device = new DeviceIdentity("pk", "dn01");

    assertTrue(signature.topology(device, Secret.of("s"), 1).containsKey("signmethod"));
    assertTrue(signature.login(device, Secret.of("s"), 1, false).containsKey("signMethod"));
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  private static String textOr(JsonObject object, String name) {
    return object.has(name) ? text(object, name) : "";
  }
}
