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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the unmodified older JavaScript SDK as a device of the simulator. It writes each parameter
 * of its client id on a separate, indented line.
 */
class OlderSdkTest extends OnPlatform {

  private static SdkProcess open(Identity identity, String transport) {
    SdkProcess process = SdkProcess.start("older-device.js", platform.authority());
    JsonObject configuration = new JsonObject();
    configuration.addProperty("productKey", identity.productKey());
    configuration.addProperty("deviceName", identity.deviceName());
    configuration.addProperty("deviceSecret", identity.deviceSecret());
    configuration.addProperty("brokerUrl", platform.brokerUrl(transport));
    process.order(configuration);
    return process;
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls"})
  void logsInWithAClientIdOfSeveralLinesAndPosts(String transport) {
    Identity identity = platform.newDevice();
    try (SdkProcess device = open(identity, transport)) {
      device.awaitEvent("connect");
      JsonObject session =
          platform.rest.awaitDevice(identity, one -> one.get("session").isJsonObject());
      String clientId = Rest.text(session.getAsJsonObject("session"), "clientId");
      assertTrue(
          clientId.contains(",\n        signmethod=hmacsha1,\n        timestamp="), clientId);

      device.order(
          json("{\"do\": \"postProps\", \"tag\": \"1\", \"props\": {\"temperature\": 21.5}}"));
      JsonObject reply = device.awaitEvent("postReply").getAsJsonObject("reply");
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);
      JsonObject known = platform.rest.get(identity.path()).getAsJsonObject("properties");
      assertEquals(21.5, known.getAsJsonObject("temperature").get("value").getAsDouble());
    }
  }

  @Test
  void anApplicationThatSubscribesIsSetAndAnswers() throws Exception {
    Identity identity = platform.newDevice();
    String topic = identity.topic("thing/service/property/set");
    try (SdkProcess device = open(identity, "tcp")) {
      device.awaitEvent("connect");
      device.order(json("{\"do\": \"subscribe\", \"topic\": \"" + topic + "\"}"));
      device.awaitEvent("subscribed");
      CompletableFuture<JsonObject> result =
          CompletableFuture.supplyAsync(
              () ->
                  platform.rest.post(
                      identity.path() + "/properties/set",
                      "{\"params\": {\"label\": \"hall\"}, \"timeoutMs\": 20000}"));
      JsonObject message =
          device.awaitEvent("message", one -> Rest.text(one, "topic").equals(topic));
      String id = Rest.text(json(Rest.text(message, "payload")), "id");
      device.order(
          json(
              "{\"do\": \"publish\", \"topic\": \"%s_reply\", \"payload\": {\"id\": \"%s\", \"code\": 200, \"data\": {}}}"
                  .formatted(topic, id)));
      assertEquals("replied", Rest.text(result.get(30, TimeUnit.SECONDS), "status"));
    }
  }
}
