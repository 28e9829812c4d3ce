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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

class LifeTest extends PlatformFixture {

  private static String request(String params) {
    return "{\"id\":\"1\",\"version\":\"1.0\",\"params\":" + params + "}";
  }

  private TestClient obedient() throws Exception {
    TestClient client = client();
    client.onMessage =
        (topic, payload) -> {
          try {
            String id = StrictJson.parseObject(payload).get("id").toString();
            client.publish(topic + "_reply", "{\"id\":" + id + ",\"code\":200,\"data\":{}}", 0);
          } catch (MqttException | BadJsonException e) {
            throw new IllegalStateException(e);
          }
        };
    return client.connect();
  }

  @Test
  void aDisabledDeviceIsToldCutOffAndRefused() throws Exception {
    TestClient client = obedient();
    assertEquals(204, rest("POST", devicePath("/disable"), "{}").statusCode());
    JsonObject told = StrictJson.parse(client.next().payload()).getAsJsonObject();
    assertEquals("thing.disable", told.get("method").getAsString());
    assertEquals("{}", told.get("params").toString());
    client.awaitLoss();
    assertEquals(5, client.refusal());
    assertEquals(204, rest("POST", devicePath("/enable"), "{}").statusCode());
    assertEquals(0, client().connect().mqtt.isConnected() ? 0 : 1);
  }

  @Test
  void aDeviceThatDoesNotAnswerIsCutOffAllTheSame() throws Exception {
    TestClient client = client().connect();
    rest("POST", devicePath("/disable"), "{}");
    client.awaitLoss();
  }

  @Test
  void aSessionMayBeSparedToTryBothMessages() throws Exception {
    TestClient client = obedient();
    assertEquals(204, rest("POST", devicePath("/disable"), "{\"kick\":false}").statusCode());
    assertEquals(client.sys("thing/disable"), client.next().topic());
    rest("POST", devicePath("/enable"), "{}");
    assertEquals(client.sys("thing/enable"), client.next().topic());
    assertTrue(client.mqtt.isConnected());
  }

  @Test
  void aDeletedDeviceIsToldAndItsStateForgotten() throws Exception {
    simulator.capabilities().shadows().setDesired(KEY, new JsonObject());
    TestClient client = obedient();
    assertEquals(204, rest("DELETE", devicePath(""), "").statusCode());
    assertEquals(client.sys("thing/delete"), client.next().topic());
    client.awaitLoss();
    assertEquals(4, client.refusal());
    rest("POST", "/api/v1/products/pkTest/devices", "{\"deviceName\":\"device-1\"}");
    assertEquals(0, simulator.capabilities().shadows().of(KEY).version());
  }

  @Test
  void theTimeIsToldAsTexts() throws Exception {
    TestClient client = client().connect();
    client.publish("/ext/ntp/" + KEY + "/request", "{\"deviceSendTime\":\"1234\"}", 0);
    TestClient.Received got = client.next();
    assertEquals("/ext/ntp/" + KEY + "/response", got.topic());
    String now = Long.toString(clock.millis());
    assertEquals(
        "{\"deviceSendTime\":\"1234\",\"serverRecvTime\":\""
            + now
            + "\",\"serverSendTime\":\""
            + now
            + "\"}",
        got.payload());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"deviceSendTime\":true}", "[]", "{\"deviceSendTime\":{}}"})
  void aQuestionForTheTimeThatMakesNoSenseHasNoAnswer(String payload) throws Exception {
    TestClient client = client().connect();
    client.publish("/ext/ntp/" + KEY + "/request", payload, 0);
    client.publish("/ext/ntp/" + KEY + "/request", "{\"deviceSendTime\":\"2\"}", 0);
    assertTrue(client.next().payload().contains("\"deviceSendTime\":\"2\""));
  }

  @Test
  void logLinesAreKeptAndTheModeIsTold() throws Exception {
    TestClient client = client().connect();
    JsonObject asked =
        client.ask(
            "thing/config/log/get",
            request("{\"configScope\":\"device\",\"getType\":\"content\"}"));
    assertEquals(
        "{\"getType\":\"content\",\"content\":{\"mode\":0}}", asked.get("data").toString());
    assertEquals(204, rest("PUT", devicePath("/logs/mode"), "{\"mode\":1}").statusCode());
    assertEquals(client.sys("thing/config/log/push"), client.next().topic());
    String line =
        "{\"utcTime\":\"2020-05-06T07:08:09.010+0000\",\"logLevel\":\"WARN\",\"module\":\"m\","
            + "\"code\":\"1\",\"traceContext\":\"t\",\"logContent\":\"hello\"}";
    JsonObject reply = client.ask("thing/log/post", request("[" + line + "]"));
    assertEquals(200, reply.get("code").getAsInt());
    JsonObject logs = restJson("GET", devicePath("/logs"), "");
    assertEquals(1, logs.get("mode").getAsInt());
    assertEquals("[" + line + "]", logs.get("items").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "[{}]", "[{\"utcTime\":\"t\",\"logLevel\":\"LOUD\"}]"})
  void badLogLinesAre460(String params) throws Exception {
    JsonObject reply = client().connect().ask("thing/log/post", request(params));
    assertEquals(460, reply.get("code").getAsInt());
  }

  @Test
  void customTopicsAreShown() throws Exception {
    TestClient client = client().connect();
    client.publish("/" + KEY + "/user/hello", new byte[] {1, 2}, 1);
    client.ask("thing/event/property/post", request("{}"));
    JsonArray items = restJson("GET", devicePath("/custom"), "").getAsJsonArray("items");
    assertEquals(
        "/" + KEY + "/user/hello", items.get(0).getAsJsonObject().get("topic").getAsString());
    assertEquals("0102", items.get(0).getAsJsonObject().get("hex").getAsString());
  }
}
