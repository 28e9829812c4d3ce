/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

class GatewayRestTest extends GatewayFixture {

  private static final String SUBS = devicePath("/sub-devices");

  private static String path(DeviceKey key, String rest) {
    return "/api/v1/devices/" + key + rest;
  }

  private static String devices(DeviceKey... keys) {
    JsonObject json = new JsonObject();
    json.add("devices", names(List.of(keys)));
    return json.toString();
  }

  private void answerAll() {
    gateway.onMessage =
        (topic, payload) -> {
          try {
            if (topic.startsWith("/sys/") && !topic.endsWith("_reply")) {
              String id = StrictJson.parseObject(payload).get("id").toString();
              gateway.publish(topic + "_reply", "{\"id\":" + id + ",\"code\":200,\"data\":{}}", 0);
            }
          } catch (MqttException | BadJsonException e) {
            throw new IllegalStateException(e);
          }
        };
  }

  @Test
  void theTreeIsShown() throws Exception {
    add(sub(1), sub(2));
    login(sub(2));
    JsonArray items = restJson("GET", SUBS, "").getAsJsonArray("items");
    assertEquals(2, items.size());
    assertFalse(items.get(0).getAsJsonObject().get("online").getAsBoolean());
    JsonObject second = items.get(1).getAsJsonObject();
    assertTrue(second.get("online").getAsBoolean());
    assertEquals("online", second.get("status").getAsString());
    assertEquals(name(KEY), second.get("gateway"));
    JsonObject gateways = restJson("GET", "/api/v1/gateways", "");
    JsonObject one = gateways.getAsJsonArray("items").get(0).getAsJsonObject();
    assertEquals(2, one.get("subDevices").getAsInt());
    assertEquals(1, one.get("online").getAsInt());
    JsonObject session = restJson("GET", path(sub(2), ""), "").getAsJsonObject("session");
    assertEquals("gateway " + KEY, session.get("login").getAsString());
  }

  @Test
  void aPersonBindsAndUnbinds() throws Exception {
    answerAll();
    assertEquals(204, rest("POST", SUBS, devices(SUB)).statusCode());
    JsonObject created = nextOn(gateway.sys("thing/topo/change"));
    assertEquals("thing.topo.change", created.get("method").getAsString());
    assertEquals(0, created.getAsJsonObject("params").get("status").getAsInt());
    login(SUB);
    assertEquals(204, rest("DELETE", path(SUB, "/gateway"), "").statusCode());
    JsonObject deleted = nextOn(gateway.sys("thing/topo/change"));
    assertEquals(1, deleted.getAsJsonObject("params").get("status").getAsInt());
    assertFalse(online(SUB));
    assertEquals(6401, code(login(SUB)));
    assertEquals(404, rest("DELETE", path(SUB, "/gateway"), "").statusCode());
    assertEquals(400, rest("POST", SUBS, devices(KEY)).statusCode());
    assertEquals(400, rest("POST", SUBS, "{}").statusCode());
    assertEquals(400, rest("POST", SUBS, "{\"devices\":[{}]}").statusCode());
  }

  @Test
  void aRelationIsForgottenWithoutAWord() throws Exception {
    add(SUB);
    login(SUB);
    assertEquals(204, rest("DELETE", path(SUB, "/gateway?tell=false"), "").statusCode());
    gateway.publish("/sys/" + SUB + "/" + POST, "{\"id\":\"3\",\"params\":{}}", 0);
    assertEquals(520, code(nextOn("/ext/error/" + KEY)), "nothing came before");
    assertEquals(6401, code(login(SUB)));
    add(SUB);
    assertEquals(200, code(login(SUB)));
  }

  @Test
  void theGatewayIsAskedToAddToldOfChangesAndPermitted() throws Exception {
    answerAll();
    JsonObject asked = restJson("POST", SUBS + "/notify", devices(sub(1), sub(2)));
    assertEquals(200, asked.get("code").getAsInt());
    JsonObject notice = nextOn(gateway.sys("thing/topo/add/notify"));
    assertEquals("thing.topo.add.notify", notice.get("method").getAsString());
    assertEquals(names(List.of(sub(1), sub(2))), notice.get("params"));
    JsonObject told =
        restJson(
            "POST", SUBS + "/change", "{\"change\":\"disabled\",\"devices\":[" + name(SUB) + "]}");
    assertEquals(200, told.get("code").getAsInt());
    nextOn(gateway.sys("thing/topo/change"));
    assertEquals(400, rest("POST", SUBS + "/change", devices(SUB)).statusCode());
    JsonObject permitted =
        restJson("POST", SUBS + "/permit", "{\"productKey\":\"pkSub\",\"seconds\":30}");
    assertEquals(200, permitted.get("code").getAsInt());
    JsonObject permit = nextOn(gateway.sys("thing/gateway/permit"));
    assertEquals(
        "{\"productKey\":\"pkSub\",\"time\":30}", permit.getAsJsonObject("params").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "427,logout-reply,true",
    "521,logout-reply,false",
    "522,ext-error,true",
    "6401,ext-error,false",
    "520,logout-reply,true"
  })
  void aPersonForcesASubDeviceOff(int code, String on, boolean named) throws Exception {
    add(SUB);
    login(SUB);
    JsonObject body = new JsonObject();
    body.addProperty("code", code);
    body.addProperty("on", on);
    body.addProperty("named", named);
    assertEquals(204, rest("POST", path(SUB, "/force"), body.toString()).statusCode());
    JsonObject notice = nextOn(on.equals("ext-error") ? "/ext/error/" + KEY : LOGOUT + "_reply");
    assertEquals(code, code(notice));
    assertEquals(named, notice.has("data"));
    assertFalse(online(SUB));
    assertEquals(409, rest("POST", path(SUB, "/force"), "{}").statusCode());
    assertEquals(400, rest("POST", path(SUB, "/force"), "{\"code\":1}").statusCode());
  }

  @Test
  void aLostSessionIsFoundOutByWhatIsSent() throws Exception {
    add(SUB);
    login(SUB);
    assertEquals(204, rest("POST", path(SUB, "/lose"), "{}").statusCode());
    gateway.publish("/sys/" + SUB + "/" + POST, "{\"id\":\"4\",\"params\":{}}", 0);
    assertEquals("4", nextOn("/ext/error/" + KEY).get("id").getAsString(), "the first word of it");
    assertEquals(409, rest("POST", path(SUB, "/lose"), "{}").statusCode());
  }

  @Test
  void whatWasFoundIsShown() throws Exception {
    ask("thing/list/found", names(List.of(sub(7777))));
    JsonArray items = restJson("GET", devicePath("/found"), "").getAsJsonArray("items");
    assertEquals("sub-7777", items.get(0).getAsJsonObject().get("deviceName").getAsString());
    assertEquals(clock.millis(), items.get(0).getAsJsonObject().get("time").getAsLong());
  }

  private static JsonObject part(DeviceKey key, double level) {
    JsonObject json = new JsonObject();
    json.add("identity", name(key));
    json.add("properties", level(level));
    return json;
  }

  private static JsonObject level(double value) {
    JsonObject timed = new JsonObject();
    timed.addProperty("value", value);
    timed.addProperty("time", 1524448722000L);
    JsonObject json = new JsonObject();
    json.add("level", timed);
    return json;
  }

  private JsonObject pack(List<JsonObject> parts) throws Exception {
    JsonObject params = new JsonObject();
    params.add("properties", level(1));
    JsonArray subDevices = new JsonArray();
    parts.forEach(subDevices::add);
    params.add("subDevices", subDevices);
    return ask("thing/event/property/pack/post", params);
  }

  private double levelOf(DeviceKey key) throws Exception {
    return simulator.registry().required(key).properties().get("level").value().getAsDouble();
  }

  @Test
  void aPackBringsTheValuesOfMany() throws Exception {
    add(sub(1), sub(2));
    batchLogin(List.of(sub(1), sub(2)));
    assertEquals(200, code(pack(List.of(part(sub(1), 2), part(sub(2), 3)))));
    assertEquals(1, levelOf(KEY));
    assertEquals(2, levelOf(sub(1)));
    assertEquals(3, levelOf(sub(2)));
  }

  @Test
  void aPackIsTakenAsAWholeOrNotAtAll() throws Exception {
    add(sub(1), sub(2));
    login(sub(1));
    JsonObject reply = pack(List.of(part(sub(1), 2), part(sub(2), 3)));
    assertEquals(520, code(reply));
    assertEquals(name(sub(2)), reply.get("data"));
    assertTrue(simulator.registry().required(sub(1)).properties().isEmpty());
    assertTrue(simulator.registry().required(KEY).properties().isEmpty());
    JsonObject event = part(sub(1), 2);
    JsonObject events = new JsonObject();
    events.add("nothing", level(1));
    event.add("events", events);
    assertEquals(460, code(pack(List.of(event))));
    assertEquals(460, code(pack(List.of(part(sub(1), 2), part(sub(1), 2)))), "a device twice");
  }

  @Test
  void aPackHasItsLimits() throws Exception {
    create(21);
    List<DeviceKey> keys = new ArrayList<>();
    for (int i = 1; i <= 21; i++) {
      keys.add(sub(i));
    }
    ask("thing/topo/add", signed(keys));
    batchLogin(keys);
    List<JsonObject> parts = new ArrayList<>();
    keys.forEach(key -> parts.add(part(key, 1)));
    assertEquals(6357, code(pack(parts)));
    assertEquals(200, code(pack(parts.subList(0, 20))));
    JsonObject many = part(sub(1), 1);
    JsonObject properties = new JsonObject();
    for (int i = 0; i < 200; i++) {
      properties.addProperty("p" + i, i);
    }
    many.add("properties", properties);
    assertEquals(6106, code(pack(List.of(many))), "with that of the gateway they are 201");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"properties\":[]}",
        "{\"subDevices\":{}}",
        "{\"subDevices\":[{}]}",
        "{\"subDevices\":[{\"identity\":{}}]}",
        "\"{}\""
      })
  void whatIsNoPackIs460(String params) throws Exception {
    JsonObject reply =
        gateway.ask("thing/event/property/pack/post", "{\"id\":\"1\",\"params\":" + params + "}");
    assertEquals(460, code(reply));
  }

  @Test
  void requestsAreNotSentToTheSameDeviceTwice() throws Exception {
    CompletableFuture<?> first = simulator.capabilities().gateways().notify(KEY, List.of(SUB));
    JsonObject one = nextOn(gateway.sys("thing/topo/add/notify"));
    simulator.capabilities().gateways().notify(KEY, List.of(SUB));
    JsonObject two = nextOn(gateway.sys("thing/topo/add/notify"));
    assertFalse(one.get("id").equals(two.get("id")), "each question has its id");
    assertFalse(first.isDone());
  }

  @Test
  void aConfigurationOfFieldChannelsIsServedAndPushed() throws Exception {
    answerAll();
    String text = "{\"modelList\":[],\"serverList\":[],\"deviceList\":[],\"tslList\":[]}";
    String body = "{\"configuration\":" + text + ",\"scheme\":\"http\"}";
    JsonObject result = restJson("POST", devicePath("/model-config"), body);
    assertEquals("replied", result.get("status").getAsString());
    assertEquals(200, result.get("code").getAsInt());
    JsonObject message = nextOn(gateway.sys("thing/model/config/push"));
    assertFalse(message.has("params"));
    assertEquals("thing.model.config.push", message.get("method").getAsString());
    JsonObject data = message.getAsJsonObject("data");
    assertEquals("sha256", data.get("digestMethod").getAsString());
    String file = data.get("url").getAsString().replaceFirst("http://[^/]*", "");
    String served = rest("GET", file, "").body();
    assertEquals(text, served);
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(served.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertEquals(java.util.HexFormat.of().formatHex(digest), data.get("digest").getAsString());
  }

  @Test
  void whatWasPushedLastIsThereToBePushedAgain() throws Exception {
    answerAll();
    assertEquals(new JsonObject(), restJson("GET", devicePath("/model-config"), ""));
    restJson("POST", devicePath("/model-config"), "{\"configuration\":{\"modelList\":[]}}");
    String body = "{\"configuration\":\"{ broken\",\"digestMethod\":\"md5\"}";
    restJson("POST", devicePath("/model-config"), body);
    JsonObject last = restJson("GET", devicePath("/model-config"), "");
    assertEquals("{ broken", last.get("configuration").getAsString());
    assertEquals("md5", last.get("digestMethod").getAsString());
    assertEquals(2, last.size());
    assertEquals(
        404,
        rest("GET", path(new DeviceKey("a1None00001", "x"), "/model-config"), "").statusCode());
  }

  @Test
  void aPushMayBeWrongOnPurpose() throws Exception {
    answerAll();
    String body = "{\"configuration\":\"{\",\"digest\":\"\",\"digestMethod\":\"md5\"}";
    restJson("POST", devicePath("/model-config"), body);
    JsonObject data = nextOn(gateway.sys("thing/model/config/push")).getAsJsonObject("data");
    assertEquals("", data.get("digest").getAsString());
    assertEquals("md5", data.get("digestMethod").getAsString());
    assertEquals(400, rest("POST", devicePath("/model-config"), "{}").statusCode());
  }
}
