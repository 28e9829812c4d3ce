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

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.DeviceKey;

/** A connected gateway and sub-devices for it. */
abstract class GatewayFixture extends PlatformFixture {
  static final String SUB_PRODUCT = "pkSub";
  static final String SUB_PRODUCT_SECRET = "subProductSecret1";
  static final DeviceKey SUB = sub(1);
  static final String LOGIN = "/ext/session/" + KEY + "/combine/login";
  static final String LOGOUT = "/ext/session/" + KEY + "/combine/logout";
  static final String BATCH_LOGIN = "/ext/session/" + KEY + "/combine/batch_login";
  static final String BATCH_LOGOUT = "/ext/session/" + KEY + "/combine/batch_logout";
  static final String POST = "thing/event/property/post";

  TestClient gateway;

  static DeviceKey sub(int number) {
    return new DeviceKey(SUB_PRODUCT, "sub-" + number);
  }

  static String secret(DeviceKey key) {
    return "secret-of-" + key.deviceName();
  }

  @BeforeEach
  void connectGateway() throws Exception {
    simulator
        .registry()
        .createProduct(
            Optional.of(SUB_PRODUCT),
            "sub-devices",
            Optional.of(SUB_PRODUCT_SECRET),
            true,
            simulator.registry().tsl(KEY));
    create(4);
    gateway = client();
    gateway.extra = ",_ss=1";
    gateway.connect();
  }

  void create(int number) throws Exception {
    for (int i = 1; i <= number; i++) {
      if (simulator.registry().device(sub(i)).isEmpty()) {
        simulator.registry().createDevice(sub(i), Optional.of(secret(sub(i))));
      }
    }
  }

  static JsonObject name(DeviceKey key) {
    JsonObject json = new JsonObject();
    json.addProperty("productKey", key.productKey());
    json.addProperty("deviceName", key.deviceName());
    return json;
  }

  static JsonArray names(List<DeviceKey> keys) {
    JsonArray names = new JsonArray();
    keys.forEach(key -> names.add(name(key)));
    return names;
  }

  static JsonObject signed(DeviceKey key) {
    return signed(key, secret(key));
  }

  static JsonObject signed(DeviceKey key, String secret) {
    JsonObject json = name(key);
    json.addProperty("clientId", key.productKey() + "." + key.deviceName());
    json.addProperty("timestamp", "1548115200000");
    Map<String, String> content = new HashMap<>();
    json.entrySet().forEach(entry -> content.put(entry.getKey(), entry.getValue().getAsString()));
    json.addProperty("signMethod", "hmacSha256");
    json.addProperty("sign", SignMethod.HMACSHA256.sign(secret, content));
    json.addProperty("cleanSession", "true");
    return json;
  }

  static JsonArray signed(List<DeviceKey> keys) {
    JsonArray all = new JsonArray();
    keys.forEach(key -> all.add(signed(key)));
    return all;
  }

  static String request(JsonElement params) {
    JsonObject json = new JsonObject();
    json.addProperty("id", "1");
    json.addProperty("version", "1.0");
    json.add("params", params);
    return json.toString();
  }

  /** Publishes on the topic and waits for the reply. */
  JsonObject askOn(String topic, JsonElement params) throws Exception {
    gateway.publish(topic, request(params), 0);
    return nextOn(topic + "_reply");
  }

  JsonObject nextOn(String topic) throws Exception {
    TestClient.Received reply = gateway.next();
    if (!reply.topic().equals(topic)) {
      throw new AssertionError("not on " + topic + ": " + reply);
    }
    return StrictJson.parse(reply.payload()).getAsJsonObject();
  }

  JsonObject ask(String path, JsonElement params) throws Exception {
    return gateway.ask(path, request(params));
  }

  JsonObject add(DeviceKey... keys) throws Exception {
    return ask("thing/topo/add", signed(List.of(keys)));
  }

  JsonObject login(DeviceKey key) throws Exception {
    return askOn(LOGIN, signed(key));
  }

  JsonObject batchLogin(List<DeviceKey> keys) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("signMethod", "hmacSha256");
    JsonArray list = new JsonArray();
    for (DeviceKey key : keys) {
      JsonObject one = signed(key);
      one.remove("signMethod");
      list.add(one);
    }
    params.add("deviceList", list);
    return askOn(BATCH_LOGIN, params);
  }

  JsonObject post(DeviceKey key, double level) throws Exception {
    String topic = "/sys/" + key + "/" + POST;
    JsonObject params = new JsonObject();
    params.addProperty("level", level);
    gateway.publish(topic, request(params), 1);
    return nextOn(topic + "_reply");
  }

  static int code(JsonObject reply) {
    return reply.get("code").getAsInt();
  }

  boolean online(DeviceKey key) {
    return simulator.sessions().of(key).isPresent();
  }

  TestClient withoutPlatformSubscriptions() throws Exception {
    TestClient plain = client();
    plain.subscribed = false;
    plain.connect();
    plain.mqtt.subscribe("/ext/session/" + KEY + "/#", 0).waitForCompletion(20_000);
    return plain;
  }

  int granted(String filter) throws Exception {
    IMqttToken token = gateway.mqtt.subscribe(new String[] {filter}, new int[] {0});
    try {
      token.waitForCompletion(20_000);
    } catch (MqttException refused) {
      assertEquals(0x80, refused.getReasonCode());
    }
    return token.getGrantedQos()[0];
  }
}
