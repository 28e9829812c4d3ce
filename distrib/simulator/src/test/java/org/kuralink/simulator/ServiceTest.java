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

import com.google.gson.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.BadJsonException;
import org.kuralink.simulator.json.StrictJson;

class ServiceTest extends PlatformFixture {
  private final AtomicReference<String> data = new AtomicReference<>("{}");

  /** Answers everything with code 200 and the data. */
  private TestClient device(String extra) throws Exception {
    TestClient client = client();
    client.extra = extra;
    client.onMessage = (topic, payload) -> answer(client, topic, payload);
    return client.connect();
  }

  private void answer(TestClient client, String topic, byte[] payload) {
    try {
      String id = StrictJson.parseObject(payload).get("id").toString();
      client.publish(
          answerTopic(topic), "{\"id\":" + id + ",\"code\":200,\"data\":" + data.get() + "}", 0);
    } catch (MqttException | BadJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String answerTopic(String topic) {
    if (topic.startsWith("/ext/rrpc/")) {
      return topic;
    }
    return topic.contains("/rrpc/request/")
        ? topic.replace("/request/", "/response/")
        : topic + "_reply";
  }

  private JsonObject call(String service, String body) throws Exception {
    return restJson("POST", devicePath("/services/" + service), body);
  }

  @Test
  void anAsynchronousServiceHasATopicOfItsOwn() throws Exception {
    TestClient client = device("");
    data.set("{\"OldWeight\":5}");
    JsonObject result = call("SetWeight", "{\"params\":{\"NewWeight\":100.8}}");
    assertEquals("replied", result.get("status").getAsString());
    assertEquals("{\"OldWeight\":5}", result.get("data").toString());
    assertFalse(result.has("dataProblem"));
    TestClient.Received got = client.next();
    assertEquals(client.sys("thing/service/SetWeight"), got.topic());
    JsonObject request = StrictJson.parse(got.payload()).getAsJsonObject();
    assertEquals("thing.service.SetWeight", request.get("method").getAsString());
  }

  @Test
  void aSynchronousServiceGoesByRrpc() throws Exception {
    TestClient client = device("");
    data.set("{\"at\":\"now\"}");
    JsonObject result = call("ping", "{}");
    assertEquals("replied", result.get("status").getAsString(), result.toString());
    assertTrue(client.next().topic().startsWith(client.sys("rrpc/request/")));
  }

  @Test
  void whoAskedForItGetsSynchronousRequestsOnExtRrpc() throws Exception {
    TestClient client = device(",ext=3");
    assertEquals("replied", call("ping", "{}").get("status").getAsString());
    String topic = client.next().topic();
    assertTrue(topic.matches("/ext/rrpc/[0-9]+" + client.sys("thing/service/ping")), topic);
  }

  @Test
  void aSynchronousRequestMayHaveATopicOfTheProduct() throws Exception {
    TestClient client = client();
    client.onMessage =
        (topic, payload) -> {
          try {
            client.publish(topic, new byte[] {1, (byte) 0xff}, 0);
          } catch (MqttException e) {
            throw new IllegalStateException(e);
          }
        };
    client.connect();
    JsonObject result =
        restJson("POST", devicePath("/rrpc"), "{\"topic\":\"/user/x\",\"payload\":\"hello\"}");
    assertEquals("01ff", result.getAsJsonObject("payload").get("hex").getAsString());
    TestClient.Received got = client.next();
    assertTrue(got.topic().matches("/ext/rrpc/[0-9]+/user/x"), got.topic());
    assertEquals("hello", got.payload());
  }

  @Test
  void dataThatTheModelForbidsIsShownAsAProblem() throws Exception {
    device("");
    data.set("{\"OldWeight\":500}");
    JsonObject result = call("SetWeight", "{\"params\":{\"NewWeight\":1}}");
    assertEquals("OldWeight: more than 200", result.get("dataProblem").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"params\":{}}",
        "{\"params\":[]}",
        "{\"params\":{\"NewWeight\":201}}",
        "{\"params\":{\"NewWeight\":1,\"none\":1}}",
        "{\"params\":{\"NewWeight\":1},\"way\":\"pigeon\"}",
        "{\"params\":{\"NewWeight\":1},\"timeoutMs\":0}"
      })
  void aBadCallIsRefusedInWords(String body) throws Exception {
    assertEquals(400, rest("POST", devicePath("/services/SetWeight"), body).statusCode());
  }

  @Test
  void anUnknownServiceIsCalledOnlyWhenWanted() throws Exception {
    TestClient client = device("");
    assertEquals(400, rest("POST", devicePath("/services/none"), "{}").statusCode());
    assertEquals("replied", call("none", "{\"check\":false}").get("status").getAsString());
    assertEquals(client.sys("thing/service/none"), client.next().topic());
  }

  @Test
  void lateSecondAndUnaskedAnswersAreCounted() throws Exception {
    TestClient client = client().connect();
    JsonObject result = call("ping", "{\"timeoutMs\":30}");
    assertEquals("timeout", result.get("status").getAsString());
    String topic = client.next().topic().replace("/request/", "/response/");
    String answer = "{\"id\":\"" + result.get("id").getAsString() + "\",\"code\":200,\"data\":{}}";
    client.publish(topic, answer, 0);
    client.publish(topic, answer, 0);
    client.publish(client.sys("thing/service/x_reply"), "{\"id\":\"1\",\"code\":200}", 0);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                restJson("GET", devicePath("/answers"), "")
                    .toString()
                    .equals("{\"late\":1,\"duplicate\":1,\"unasked\":1}"));
  }
}
