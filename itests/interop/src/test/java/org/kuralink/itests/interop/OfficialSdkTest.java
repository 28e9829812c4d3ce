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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the unmodified official JavaScript device SDK as a device of the simulator. */
class OfficialSdkTest extends OnPlatform {

  private static SdkDevice open(Identity identity) {
    return SdkDevice.open(identity, platform.brokerUrl("tcp"), null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "ws", "wss"})
  void connectsAndSubscribesOverEachTransport(String transport) {
    Identity identity = platform.newDevice();
    try (SdkDevice device =
        SdkDevice.open(identity, platform.brokerUrl(transport), platform.authority())) {
      device.connected();

      JsonObject seen =
          platform.rest.awaitDevice(identity, one -> hasSession(one) && subscriptions(one) >= 16);
      JsonObject session = seen.getAsJsonObject("session");
      assertEquals("online", Rest.text(seen, "status"));
      assertEquals(transport, Rest.text(session, "transport"));
      assertEquals("signature", Rest.text(session, "login"));
      assertEquals(60, session.get("keepAliveSeconds").getAsInt());
      assertTrue(
          Rest.text(session, "clientId").endsWith(",lan=NodeJS,_v=1.2.8|"), session::toString);
    }
    platform.rest.awaitDevice(identity, one -> !hasSession(one));
  }

  @Test
  void doesNotTrustTheSimulatorWithoutItsAuthority() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = SdkDevice.open(identity, platform.brokerUrl("tls"), null)) {
      JsonObject error = device.process().awaitEvent("error");
      assertTrue(
          (Rest.text(error, "code") + Rest.text(error, "text"))
              .toLowerCase(Locale.ROOT)
              .contains("certificate"),
          error::toString);
    }
    assertEquals("inactive", Rest.text(platform.rest.get(identity.path()), "status"));
  }

  @Test
  void isRefusedWithAWrongSecret() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity.withSecret("not-the-secret-of-this-device"))) {
      JsonObject error = device.process().awaitEvent("error");
      assertEquals(4, error.get("code").getAsInt(), error::toString);
      assertFalse(device.process().hasTold("connect"));
    }
    JsonObject refusal = platform.rest.awaitSessionChange("refused", identity);
    assertEquals(4, refusal.get("returnCode").getAsInt());
    assertFalse(Rest.text(refusal, "reason").isEmpty());
    assertEquals("inactive", Rest.text(platform.rest.get(identity.path()), "status"));
  }

  @Test
  void isRefusedWhileTheDeviceIsDisabled() {
    Identity identity = platform.newDevice();
    platform.rest.post(identity.path() + "/disable", "");
    try (SdkDevice device = open(identity)) {
      JsonObject error = device.process().awaitEvent("error");
      assertEquals(5, error.get("code").getAsInt(), error::toString);
      platform.rest.awaitSessionChange("refused", identity);

      platform.rest.post(identity.path() + "/enable", "");
      device.connected();
    }
  }

  @Test
  void postsPropertiesAndGetsTheReply() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity).connected()) {
      JsonObject reply = device.post("{\"temperature\": 21.5, \"label\": \"中文 label\"}");
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);

      JsonObject known = platform.rest.get(identity.path()).getAsJsonObject("properties");
      assertEquals(21.5, known.getAsJsonObject("temperature").get("value").getAsDouble());
      assertEquals("中文 label", Rest.text(known.getAsJsonObject("label"), "value"));

      // The SDK finds its call back by an id that is no number: the simulator has to give it back
      // as it came.
      String id = Rest.text(reply, "id");
      assertTrue(
          id.endsWith("|exp-topic|" + identity.topic("thing/event/property/post_reply")), id);
      JsonObject sent = only(platform.rest.messages(identity, "up", "thing/event/property/post"));
      JsonObject answered =
          only(platform.rest.messages(identity, "down", "thing/event/property/post_reply"));
      assertTrue(Rest.text(sent, "payload").contains(id), sent::toString);
      assertTrue(Rest.text(answered, "payload").contains(id), answered::toString);
    }
  }

  @Test
  void whatTheThingModelForbidsIsIgnoredAndTheRestIsKept() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity).connected()) {
      // Spec 9.5: properties that do not match the TSL are ignored, and the answer is a success.
      JsonObject reply =
          device.post("{\"temperature\": \"warm\", \"colour\": 1, \"label\": \"kept\"}");
      assertEquals(200, reply.get("code").getAsInt(), reply::toString);

      JsonObject seen = platform.rest.get(identity.path());
      JsonObject known = seen.getAsJsonObject("properties");
      assertEquals(
          Set.of("temperature", "colour"), seen.getAsJsonObject("ignored").keySet(), "told apart");
      assertFalse(known.has("temperature"), known::toString);
      assertFalse(known.has("colour"), known::toString);
      assertEquals("kept", Rest.text(known.getAsJsonObject("label"), "value"));
    }
  }

  @Test
  void receivesAPropertySetAndTheSimulatorTellsThatNoReplyCame() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity).connected()) {
      platform.rest.awaitDevice(identity, one -> hasSession(one) && subscriptions(one) >= 16);
      JsonObject result = set(identity, "{\"params\": {\"interval\": 7}, \"timeoutMs\": 1500}");

      JsonObject request = device.process().awaitEvent("props").getAsJsonObject("request");
      assertEquals(7, request.getAsJsonObject("params").get("interval").getAsInt());
      assertEquals("thing.service.property.set", Rest.text(request, "method"));
      assertEquals(Rest.text(result, "id"), Rest.text(request, "id"));
      // The SDK hands a set to the application and answers nothing: the truth is "no reply".
      assertEquals("timeout", Rest.text(result, "status"), result::toString);
      assertTrue(
          platform.rest.messages(identity, "up", "thing/service/property/set_reply").isEmpty());
    }
  }

  @Test
  void anApplicationThatAnswersASetByItselfIsHeard() throws Exception {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity).connected()) {
      platform.rest.awaitDevice(identity, one -> hasSession(one) && subscriptions(one) >= 16);
      CompletableFuture<JsonObject> result =
          CompletableFuture.supplyAsync(
              () -> set(identity, "{\"params\": {\"label\": \"hall\"}, \"timeoutMs\": 20000}"));
      JsonObject request = device.process().awaitEvent("props").getAsJsonObject("request");
      device.publish(
          identity.topic("thing/service/property/set_reply"),
          "{\"id\": \"%s\", \"code\": 200, \"data\": {\"kept\": true}}"
              .formatted(Rest.text(request, "id")));

      JsonObject heard = result.get(30, TimeUnit.SECONDS);
      assertEquals("replied", Rest.text(heard, "status"), heard::toString);
      assertEquals(200, heard.get("code").getAsInt());
      assertTrue(heard.getAsJsonObject("data").get("kept").getAsBoolean());
    }
  }

  @Test
  void answersASynchronousServiceCall() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity).connected()) {
      platform.rest.awaitDevice(identity, one -> hasSession(one) && subscriptions(one) >= 16);
      device.serve("restart", "sync", "{\"after\": 3}");
      JsonObject result =
          platform.rest.post(
              identity.path() + "/rrpc",
              "{\"method\": \"thing.service.restart\", \"params\": {\"delay\": 3},"
                  + " \"timeoutMs\": 20000}");

      assertEquals("replied", Rest.text(result, "status"), result::toString);
      assertEquals(200, result.get("code").getAsInt());
      assertEquals(3, result.getAsJsonObject("data").get("after").getAsInt());
    }
  }

  @Test
  void comesBackAfterAKickAndGoesOn() {
    Identity identity = platform.newDevice();
    try (SdkDevice device = open(identity).connected()) {
      assertEquals(200, device.post("{\"temperature\": 1}").get("code").getAsInt());

      platform.rest.post(identity.path() + "/kick", "");
      device.process().awaitEvent("close");
      device.connected();
      platform.rest.awaitSessionChanges("connected", identity, 2);

      assertEquals(200, device.post("{\"temperature\": 2}").get("code").getAsInt());
      JsonObject known = platform.rest.get(identity.path()).getAsJsonObject("properties");
      assertEquals(2, known.getAsJsonObject("temperature").get("value").getAsInt());
    }
  }

  private static JsonObject set(Identity identity, String body) {
    return platform.rest.post(identity.path() + "/properties/set", body);
  }

  private static JsonObject only(List<JsonObject> messages) {
    assertEquals(1, messages.size(), messages::toString);
    return messages.get(0);
  }

  private static boolean hasSession(JsonObject device) {
    return device.has("session") && device.get("session").isJsonObject();
  }

  private static int subscriptions(JsonObject device) {
    return device.getAsJsonObject("session").getAsJsonArray("subscriptions").size();
  }
}
