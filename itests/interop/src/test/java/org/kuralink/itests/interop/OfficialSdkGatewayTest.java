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

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the unmodified official JavaScript device SDK as a gateway of the simulator. */
class OfficialSdkGatewayTest extends OnPlatform {

  private Identity identity;
  private Identity sub;
  private SdkProcess gateway;

  @BeforeEach
  void connect() {
    identity = platform.newDevice();
    sub = platform.newDevice();
    gateway = SdkProcess.start("gateway.js", null);
    JsonObject configuration = named(identity, true);
    configuration.addProperty("brokerUrl", platform.brokerUrl("tcp"));
    gateway.order(configuration);
    gateway.awaitEvent("connect");
  }

  @AfterEach
  void disconnect() {
    gateway.close();
  }

  private static JsonObject named(Identity device, boolean secret) {
    JsonObject json = new JsonObject();
    json.addProperty("productKey", device.productKey());
    json.addProperty("deviceName", device.deviceName());
    if (secret) {
      json.addProperty("deviceSecret", device.deviceSecret());
    }
    return json;
  }

  private static JsonArray list(JsonObject one) {
    JsonArray list = new JsonArray();
    list.add(one);
    return list;
  }

  private JsonObject ask(String what, String argument, JsonElement value) {
    JsonObject order = new JsonObject();
    order.addProperty("do", what);
    order.add(argument, value);
    gateway.order(order);
    return gateway.awaitEvent(what + "Reply").getAsJsonObject("reply");
  }

  private static int code(JsonObject reply) {
    return reply.get("code").getAsInt();
  }

  private JsonObject login() {
    assertEquals(200, code(ask("addTopo", "devices", list(named(sub, true)))));
    JsonObject reply = ask("login", "device", named(sub, true));
    assertEquals(200, code(reply), reply::toString);
    gateway.awaitEvent("subConnect");
    return reply;
  }

  /** Until the SDK has subscribed, after the log-in, to what it wants to hear of the sub-device. */
  private void subscribed() {
    platform.rest.awaitDevice(
        sub,
        one ->
            one.get("session").isJsonObject()
                && one.getAsJsonObject("session").getAsJsonArray("subscriptions").size() >= 10);
  }

  private JsonObject post(double temperature) {
    JsonObject order = new JsonObject();
    order.addProperty("do", "postProps");
    order.addProperty("name", sub.deviceName());
    JsonObject props = new JsonObject();
    props.addProperty("temperature", temperature);
    order.add("props", props);
    gateway.order(order);
    return gateway.awaitEvent("postReply").getAsJsonObject("reply");
  }

  @Test
  void registersASubDevice() {
    JsonObject reply = ask("register", "devices", list(named(sub, false)));
    assertEquals(200, code(reply), reply::toString);
    JsonObject registered = reply.getAsJsonArray("data").get(0).getAsJsonObject();
    assertEquals(sub.deviceSecret(), Rest.text(registered, "deviceSecret"));
    assertEquals(sub.deviceName(), Rest.text(registered, "deviceName"));
  }

  @Test
  void addsTellsAndRemovesTopology() {
    assertEquals(200, code(ask("addTopo", "devices", list(named(sub, true)))));
    JsonObject told = ask("getTopo", "none", new JsonObject());
    assertEquals(list(named(sub, false)), told.get("data"));
    assertEquals(200, code(ask("removeTopo", "devices", list(named(sub, false)))));
    assertEquals(new JsonArray(), ask("getTopo", "none", new JsonObject()).get("data"));
  }

  @Test
  void aWrongSecretIsRefusedWithTheCodeOfEachMessage() {
    Identity wrong = sub.withSecret("not-the-secret-of-this-device");
    assertEquals(401, code(ask("addTopo", "devices", list(named(wrong, true)))));
    assertEquals(6401, code(ask("login", "device", named(sub, true))));
    assertEquals(200, code(ask("addTopo", "devices", list(named(sub, true)))));
    assertEquals(6287, code(ask("login", "device", named(wrong, true))));
    JsonObject error =
        gateway.awaitEvent("subError", one -> code(one.getAsJsonObject("reply")) == 6287);
    assertEquals(sub.deviceName(), Rest.text(error, "name"));
  }

  @Test
  void logsInPostsAndLogsOut() {
    login();
    JsonObject seen = platform.rest.get(sub.path());
    assertEquals("online", Rest.text(seen, "status"));
    assertEquals("gateway " + identity, Rest.text(seen.getAsJsonObject("session"), "login"));
    subscribed();
    JsonObject reply = post(21.5);
    assertEquals(200, code(reply), reply::toString);
    JsonObject known = platform.rest.get(sub.path()).getAsJsonObject("properties");
    assertEquals(21.5, known.getAsJsonObject("temperature").get("value").getAsDouble());

    assertEquals(200, code(ask("logout", "device", named(sub, false))));
    assertEquals("offline", Rest.text(platform.rest.get(sub.path()), "status"));
    assertEquals(520, code(ask("logout", "device", named(sub, false))), "it is out already");
  }

  @Test
  void aSubDeviceIsSetAndCalled() throws Exception {
    login();
    JsonObject order = new JsonObject();
    order.addProperty("do", "onService");
    order.addProperty("name", sub.deviceName());
    order.addProperty("service", "measure");
    order.addProperty("kind", "sync");
    JsonObject answer = new JsonObject();
    answer.addProperty("mean", 4.5);
    order.add("answer", answer);
    gateway.order(order);
    gateway.awaitEvent("listening");
    subscribed();
    CompletableFuture<JsonObject> set =
        CompletableFuture.supplyAsync(
            () ->
                platform.rest.post(
                    sub.path() + "/properties/set",
                    "{\"params\": {\"interval\": 7}, \"timeoutMs\": 20000}"));
    JsonObject request = gateway.awaitEvent("subProps").getAsJsonObject("request");
    assertEquals(7, request.getAsJsonObject("params").get("interval").getAsInt());
    JsonObject publish = new JsonObject();
    publish.addProperty("do", "publish");
    publish.addProperty("topic", sub.topic("thing/service/property/set_reply"));
    JsonObject payload = new JsonObject();
    payload.add("id", request.get("id"));
    payload.addProperty("code", 200);
    payload.add("data", new JsonObject());
    publish.add("payload", payload);
    gateway.order(publish);
    assertEquals(200, code(set.get(30, TimeUnit.SECONDS)));

    JsonObject called =
        platform.rest.post(
            sub.path() + "/services/measure", "{\"params\": {\"times\": 2}, \"timeoutMs\": 20000}");
    assertEquals(200, code(called), called::toString);
    assertEquals(4.5, called.getAsJsonObject("data").get("mean").getAsDouble());
  }

  @Test
  void whatIsSentForASubDeviceThatIsLostIsRefused() {
    JsonObject subscribe = new JsonObject();
    subscribe.addProperty("do", "subscribe");
    subscribe.addProperty("topic", "/ext/error/" + identity);
    gateway.order(subscribe);
    login();
    platform.rest.post(sub.path() + "/lose", "");
    JsonObject publish = new JsonObject();
    publish.addProperty("do", "publish");
    publish.addProperty("topic", sub.topic("thing/event/property/post"));
    JsonObject payload = new JsonObject();
    payload.addProperty("id", "7788");
    payload.add("params", new JsonObject());
    publish.add("payload", payload);
    gateway.order(publish);
    JsonObject error =
        gateway.awaitEvent(
            "message", one -> Rest.text(one, "topic").equals("/ext/error/" + identity));
    assertTrue(Rest.text(error, "payload").contains("\"code\":520"), error::toString);
    assertTrue(Rest.text(error, "payload").contains("\"id\":\"7788\""), error::toString);
  }

  @Test
  void sessionsEndWithTheConnectionOfTheGateway() {
    login();
    gateway.close();
    JsonObject seen = platform.rest.awaitDevice(sub, one -> !one.get("session").isJsonObject());
    assertEquals("offline", Rest.text(seen, "status"));
    assertFalse(seen.get("gateway").isJsonNull(), "the topology stays");
  }
}
