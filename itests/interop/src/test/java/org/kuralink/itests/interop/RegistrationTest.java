/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Tests that the official SDK fetches a device secret over HTTPS with the product secret. */
class RegistrationTest extends OnPlatform {

  private static JsonObject register(String deviceName, String productSecret, Path ca) {
    JsonObject call = new JsonObject();
    call.addProperty("productKey", Platform.PRODUCT_KEY);
    call.addProperty("productSecret", productSecret);
    call.addProperty("deviceName", deviceName);
    call.addProperty("registerURL", platform.registerUrl());
    try (SdkProcess process = SdkProcess.start("register.js", ca)) {
      process.order(call);
      return process.awaitEvent("registered");
    }
  }

  private static JsonObject answer(JsonObject registered) {
    assertTrue(registered.has("answer"), registered::toString);
    return registered.getAsJsonObject("answer");
  }

  @Test
  void getsASecretOnceAndLogsInWithIt() {
    Identity identity = platform.newDevice();
    JsonObject issued =
        answer(register(identity.deviceName(), Platform.PRODUCT_SECRET, platform.authority()));
    assertEquals(200, issued.get("code").getAsInt(), issued::toString);
    String secret = Rest.text(issued.getAsJsonObject("data"), "deviceSecret");
    assertFalse(secret.isEmpty());

    try (SdkDevice device =
        SdkDevice.open(
            identity.withSecret(secret), platform.brokerUrl("tls"), platform.authority())) {
      device.connected();
      assertEquals(200, device.post("{\"temperature\": 20}").get("code").getAsInt());
    }
    assertEquals(secret, Rest.text(platform.rest.get(identity.path() + "/secret"), "deviceSecret"));

    JsonObject again =
        answer(register(identity.deviceName(), Platform.PRODUCT_SECRET, platform.authority()));
    assertFalse(again.get("code").getAsInt() == 200, "a secret is issued once: " + again);
    assertFalse(again.toString().contains(secret));
  }

  @Test
  void getsNoSecretWithAWrongProductSecret() {
    Identity identity = platform.newDevice();
    JsonObject refused =
        answer(register(identity.deviceName(), "not-the-product-secret", platform.authority()));
    assertFalse(refused.get("code").getAsInt() == 200, refused::toString);
    assertFalse(refused.toString().contains(identity.deviceSecret()));
  }

  @Test
  void getsNoSecretForADeviceThatWasNeverRegistered() {
    JsonObject refused = answer(register("nobody", Platform.PRODUCT_SECRET, platform.authority()));
    assertFalse(refused.get("code").getAsInt() == 200, refused::toString);
  }

  @Test
  void asksNothingOfAServerItDoesNotTrust() {
    Identity identity = platform.newDevice();
    JsonObject refused = register(identity.deviceName(), Platform.PRODUCT_SECRET, null);
    String failure = Rest.text(refused, "failure").toLowerCase(Locale.ROOT);
    assertTrue(
        failure.contains("certificate") || failure.contains("self_signed"), refused::toString);
  }
}
