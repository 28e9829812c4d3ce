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

import com.google.gson.JsonObject;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawTest extends PlatformFixture {
  private static final String PATH = devicePath("/raw");

  @BeforeEach
  void doNotParse() throws Exception {
    rest("PATCH", "/api/v1/products/pkTest", "{\"raw\":true}");
  }

  private TestClient echoing(String from, String to) throws Exception {
    TestClient client = client();
    client.onMessage =
        (topic, payload) -> {
          try {
            String answer = topic.startsWith("/ext/") ? topic : topic.replace(from, to);
            client.publish(answer, payload, 0);
          } catch (MqttException e) {
            throw new IllegalStateException(e);
          }
        };
    return client.connect();
  }

  @Test
  void bytesAreKeptAndAnswered() throws Exception {
    assertEquals(204, rest("PUT", PATH + "/answer", "{\"payloadHex\":\"02 c8\"}").statusCode());
    TestClient client = client().connect();
    client.publish(client.sys("thing/model/up_raw"), new byte[] {0, 1, (byte) 0xff}, 1);
    TestClient.Received reply = client.next();
    assertEquals(client.sys("thing/model/up_raw_reply"), reply.topic());
    JsonObject shown = restJson("GET", PATH, "");
    assertEquals("02c8", shown.getAsJsonObject("answer").get("hex").getAsString());
    JsonObject item = shown.getAsJsonArray("items").get(0).getAsJsonObject();
    assertEquals("0001ff", item.get("hex").getAsString());
    assertTrue(item.get("taken").getAsBoolean());
  }

  @Test
  void aProductThatParsesTakesNoRawData() throws Exception {
    rest("PATCH", "/api/v1/products/pkTest", "{\"raw\":false}");
    TestClient client = client().connect();
    client.publish(client.sys("thing/model/up_raw"), new byte[] {1}, 1);
    client.ask("thing/event/property/post", "{\"id\":\"1\",\"params\":{}}");
    assertTrue(client.received.isEmpty());
    assertEquals(false, simulator.capabilities().raw().of(KEY).get(0).taken());
  }

  @ParameterizedTest
  @ValueSource(strings = {"down-raw", "rrpc", "ext-rrpc"})
  void bytesGoDownAndTheAnswerComesUp(String way) throws Exception {
    TestClient client =
        way.equals("rrpc")
            ? echoing("/request/", "/response/")
            : echoing("down_raw", "down_raw_reply");
    JsonObject result =
        restJson("POST", PATH, "{\"payloadBase64\":\"AP8=\",\"way\":\"" + way + "\"}");
    assertEquals("replied", result.get("status").getAsString());
    assertEquals("00ff", result.getAsJsonObject("payload").get("hex").getAsString());
    String topic = client.next().topic();
    assertTrue(topic.contains(way.equals("rrpc") ? "rrpc/request/" : "down_raw"), topic);
  }

  @Test
  void oneRawMessageAtATimeWaitsForItsAnswer() throws Exception {
    TestClient client = client().connect();
    var first =
        simulator
            .commands()
            .raw(
                KEY,
                org.kuralink.simulator.alink.Bytes.of(new byte[] {1}),
                java.time.Duration.ofSeconds(20));
    client.next();
    assertEquals(
        "busy", restJson("POST", PATH, "{\"payloadHex\":\"02\"}").get("status").getAsString());
    client.publish(client.sys("thing/model/down_raw_reply"), new byte[] {3}, 0);
    assertEquals("03", first.get().bytes().orElseThrow().hex());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"payloadHex\":\"0\"}",
        "{\"payloadHex\":1}",
        "{\"way\":\"x\"}",
        "{\"payloadBase64\":\"?\"}"
      })
  void badBytesAreRefused(String body) throws Exception {
    assertEquals(400, rest("POST", PATH, body).statusCode());
  }
}
