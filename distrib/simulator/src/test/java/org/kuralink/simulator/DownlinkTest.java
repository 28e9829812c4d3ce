/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

class DownlinkTest extends PlatformFixture {

  /** Answers every request, on the topic that belongs to it, from Paho's own thread. */
  private TestClient answering(String data) throws Exception {
    TestClient client = client();
    client.onMessage =
        (topic, payload) -> {
          String reply =
              topic.contains("/rrpc/request/")
                  ? topic.replace("/request/", "/response/")
                  : topic + "_reply";
          try {
            String id = StrictJson.parseObject(payload).get("id").toString();
            client.publish(reply, "{\"id\":" + id + ",\"code\":200,\"data\":" + data + "}", 0);
          } catch (MqttException | BadJsonException e) {
            throw new IllegalStateException(e);
          }
        };
    return client.connect();
  }

  @Test
  void aSetGoesToAClientThatNeverSubscribedAndItsAnswerIsShown() throws Exception {
    TestClient client = answering("{}");
    JsonObject result =
        restJson("POST", devicePath("/properties/set"), "{\"params\":{\"level\":7}}");
    assertEquals("replied", result.get("status").getAsString());
    assertEquals(200, result.get("code").getAsInt());
    TestClient.Received got = client.next();
    assertEquals(client.sys("thing/service/property/set"), got.topic());
    assertEquals(1, got.qos());
    JsonObject request = StrictJson.parse(got.payload()).getAsJsonObject();
    assertEquals("thing.service.property.set", request.get("method").getAsString());
    assertTrue(request.getAsJsonPrimitive("id").isString());
    assertEquals("{\"level\":7}", request.get("params").toString());
  }

  @Test
  void aGetReturnsTheValues() throws Exception {
    answering("{\"level\":3}");
    JsonObject result = restJson("POST", devicePath("/properties/get"), "{\"params\":[\"level\"]}");
    assertEquals("{\"level\":3}", result.get("data").toString());
  }

  @Test
  void rrpcIsAnsweredByMessageId() throws Exception {
    TestClient client = answering("{\"x\":1}");
    JsonObject result =
        restJson("POST", devicePath("/rrpc"), "{\"method\":\"thing.service.test\",\"params\":{}}");
    assertEquals("replied", result.get("status").getAsString());
    assertEquals("{\"x\":1}", result.get("data").toString());
    assertTrue(client.next().topic().startsWith(client.sys("rrpc/request/")));
  }

  @Test
  void aDeviceThatDoesNotAnswerIsATimeout() throws Exception {
    client().connect();
    JsonObject result =
        restJson(
            "POST", devicePath("/properties/set"), "{\"params\":{\"level\":7},\"timeoutMs\":50}");
    assertEquals("timeout", result.get("status").getAsString());
    assertFalse(result.has("code"));
  }

  @Test
  void anAbsentDeviceIsNotConnected() throws Exception {
    JsonObject result =
        restJson("POST", devicePath("/properties/set"), "{\"params\":{\"level\":7}}");
    assertEquals("not-connected", result.get("status").getAsString());
  }

  @Test
  void whatIsSetWhileTheDeviceIsAwayWaitsForItIfItsSessionLasts() throws Exception {
    TestClient first = client();
    first.clean = false;
    first.connect().close();
    Awaitility.await().atMost(PATIENCE).until(() -> simulator.sessions().of(KEY).isEmpty());
    String set = "{\"params\":{\"level\":7}}";
    assertEquals(
        "kept", restJson("POST", devicePath("/properties/set"), set).get("status").getAsString());
    TestClient second = client();
    second.clean = false;
    second.connect();
    TestClient.Received got = second.next();
    assertEquals(second.sys("thing/service/property/set"), got.topic());
    JsonObject asked = StrictJson.parse(got.payload()).getAsJsonObject();
    second.publish(got.topic() + "_reply", "{\"id\":" + asked.get("id") + ",\"code\":200}", 0);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> simulator.commands().counts().of(KEY).late() == 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"level\":101}",
        "{\"level\":\"x\"}",
        "{\"serial\":\"1\"}",
        "{\"none\":1}",
        "{\"on\":2}",
        "{\"mode\":1}"
      })
  void aSetThatTheModelForbidsIsNotSentUnlessWanted(String params) throws Exception {
    TestClient client = answering("{}");
    String path = devicePath("/properties/set");
    assertEquals(400, rest("POST", path, "{\"params\":" + params + "}").statusCode());
    assertEquals(
        200, rest("POST", path, "{\"check\":false,\"params\":" + params + "}").statusCode());
    assertEquals(
        params,
        StrictJson.parse(client.next().payload()).getAsJsonObject().get("params").toString());
  }

  @Test
  void aNumberMayBeSetAsText() throws Exception {
    answering("{}");
    JsonObject result =
        restJson("POST", devicePath("/properties/set"), "{\"params\":{\"temperature\":\"30.5\"}}");
    assertEquals("replied", result.get("status").getAsString());
  }

  @Test
  void anyBytesCanBePushed() throws Exception {
    TestClient client = client().connect();
    client.hear("/" + KEY + "/user/any");
    String body = "{\"topic\":\"/" + KEY + "/user/any\",\"payloadBase64\":\"/wAB\"}";
    assertEquals(202, rest("POST", devicePath("/messages"), body).statusCode());
    TestClient.Received got = client.next();
    assertEquals("/" + KEY + "/user/any", got.topic());
    assertEquals(new String(new byte[] {(byte) 0xff, 0, 1}, UTF_8), got.payload());
  }

  @Test
  void qos1WaitsForAPersistentSession() throws Exception {
    String topic = "/sys/" + KEY + "/thing/service/property/set";
    String message = "{\"topic\":\"" + topic + "\",\"payload\":\"kept\",\"qos\":1}";
    assertEquals(409, rest("POST", devicePath("/messages"), message).statusCode());
    TestClient first = client();
    first.clean = false;
    first.connect();
    first.mqtt.disconnect().waitForCompletion(TestClient.PATIENCE_MS);
    awaitOffline();
    assertEquals(202, rest("POST", devicePath("/messages"), message).statusCode());
    TestClient second = client();
    second.clean = false;
    second.timestamp = "1700000000000";
    second.connect();
    assertEquals("kept", second.next().payload());
    TestClient clean = client().connect();
    rest("POST", devicePath("/messages"), message.replace("kept", "new"));
    assertEquals("new", clean.next().payload());
  }

  private void awaitOffline() {
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> simulator.sessions().of(KEY).isEmpty());
  }
}
