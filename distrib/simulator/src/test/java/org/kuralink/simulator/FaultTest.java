/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.json.StrictJson;

class FaultTest extends PlatformFixture {
  private static final String POST = "thing/event/property/post";

  private void fault(String json) throws Exception {
    assertEquals(200, rest("PUT", devicePath("/faults"), json).statusCode());
  }

  private static void post(TestClient client, int... ids) throws Exception {
    for (int id : ids) {
      client.publish(client.sys(POST), "{\"id\":\"" + id + "\",\"params\":{}}", 1);
    }
  }

  private static List<String> ids(TestClient client, int count) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String payload = client.next().payload();
      ids.add(StrictJson.parse(payload).getAsJsonObject().get("id").getAsString());
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void loginsAreRefusedWithTheCodeWanted(int code) throws Exception {
    fault("{\"refuse\":" + code + "}");
    assertEquals(code, client().refusal());
    rest("DELETE", devicePath("/faults"), "");
    assertEquals(0, client().refusal());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 6313})
  void requestsAreRefusedWithTheCodeWanted(int code) throws Exception {
    TestClient client = client().connect();
    fault("{\"replyCode\":" + code + "}");
    String post = "{\"id\":\"1\",\"params\":{\"level\":1}}";
    assertEquals(code, client.ask(POST, post).get("code").getAsInt());
    assertEquals(0, simulator.registry().required(KEY).properties().size());
    String update = "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":1}";
    client.publish("/shadow/update/" + KEY, update, 1);
    assertTrue(client.next().payload().contains("\"errorcode\":\"" + code + "\""));
    assertEquals(0, simulator.capabilities().shadows().of(KEY).version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "no-code;{`data`:{},`id`:`7`,`message`:`success`,M,`version`:`1.0`}",
        "text-code;{`code`:`200`,`data`:{},`id`:`7`,`message`:`success`,M,`version`:`1.0`}",
        "wrong-code;{`code`:`success`,`data`:{},`id`:`7`,`message`:`success`,M,`version`:`1.0`}",
        "no-data;{`code`:200,`id`:`7`,`message`:`success`,M,`version`:`1.0`}",
        "object-message;{`code`:200,`data`:{},`id`:`7`,`message`:{`text`:`success`},M,`version`:`1.0`}",
        "no-id;{`code`:200,`data`:{},`message`:`success`,M,`version`:`1.0`}",
        "cut-off;{`code`:200,`data`:{},`id`:`7`,`message`:`success`,`"
      })
  void repliesAreMalformed(String form, String expected) throws Exception {
    TestClient client = client().connect();
    fault("{\"replyForm\":\"" + form + "\"}");
    post(client, 7);
    assertEquals(
        expected.replace("M", "`method`:`thing.event.property.post`").replace('`', '"'),
        client.next().payload());
    fault("{\"replyForm\":\"proper\"}");
    post(client, 8);
    assertEquals(List.of("8"), ids(client, 1));
  }

  @ParameterizedTest
  @CsvSource({"custom-refused,0x80,1", "services-refused,1,0x80", "refused,0x80,0x80"})
  void subscriptionsAreRefused(String form, String custom, String service) throws Exception {
    TestClient client = client().connect();
    fault("{\"subscriptions\":\"" + form + "\"}");
    String[] filters = {"/" + KEY + "/user/get", "/sys/" + KEY + "/thing/service/property/set"};
    IMqttToken token = client.mqtt.subscribe(filters, new int[] {1, 1});
    token.waitForCompletion(TestClient.PATIENCE_MS);
    assertArrayEquals(
        new int[] {Integer.decode(custom), Integer.decode(service)}, token.getGrantedQos());
  }

  @Test
  void subscriptionsAreNotAnswered() throws Exception {
    TestClient client = client().connect();
    fault("{\"subscriptions\":\"unanswered\"}");
    IMqttToken token = client.mqtt.subscribe("/" + KEY + "/user/get", 1);
    post(client, 7);
    assertEquals(List.of("7"), ids(client, 1));
    assertFalse(token.isComplete());
  }

  @Test
  void repliesAreDroppedAsOftenAsWanted() throws Exception {
    TestClient client = client().connect();
    fault("{\"dropReplies\":2}");
    post(client, 1, 2, 3);
    assertEquals(List.of("3"), ids(client, 1));
  }

  /** A device asks by itself, too: whoever orders a fault says for which message. */
  @Test
  void aFaultOfRepliesIsMeantForThoseOnItsTopic() throws Exception {
    TestClient client = client().connect();
    String question = client.sys("thing/dsltemplate/get");
    for (String fault : new String[] {"\"dropReplies\":1", "\"silent\":true"}) {
      fault("{" + fault + ",\"replyTopic\":\"event/property/post_reply\"}");
      client.publish(question, "{\"id\":\"71\",\"params\":{}}", 1);
      assertEquals(List.of("71"), ids(client, 1));
      post(client, 1);
      client.publish(question, "{\"id\":\"72\",\"params\":{}}", 1);
      assertEquals(List.of("72"), ids(client, 1));
    }
    fault("{\"replyCode\":460,\"replyTopic\":\"event/property/post_reply\"}");
    client.publish(question, "{\"id\":\"73\",\"params\":{}}", 1);
    post(client, 2);
    assertEquals(List.of("73:200", "2:460"), List.of(idAndCode(client), idAndCode(client)));
  }

  private static String idAndCode(TestClient client) throws Exception {
    JsonObject reply = JsonParser.parseString(client.next().payload()).getAsJsonObject();
    return reply.get("id").getAsString() + ":" + reply.get("code").getAsInt();
  }

  @Test
  void aSilentPlatformAcknowledgesButNeverReplies() throws Exception {
    TestClient client = client().connect();
    fault("{\"silent\":true}");
    client
        .mqtt
        .publish(client.sys(POST), "{\"id\":\"1\",\"params\":{}}".getBytes(), 1, false)
        .waitForCompletion(TestClient.PATIENCE_MS);
    rest("DELETE", "/api/v1/faults", "");
    post(client, 2);
    assertEquals(List.of("2"), ids(client, 1));
  }

  @Test
  void repliesAreDoubled() throws Exception {
    TestClient client = client().connect();
    fault("{\"duplicateReplies\":true}");
    post(client, 1, 2);
    assertEquals(List.of("1", "1", "2", "2"), ids(client, 4));
  }

  @Test
  void repliesAreReversed() throws Exception {
    TestClient client = client().connect();
    fault("{\"reverseReplies\":3}");
    post(client, 1, 2, 3, 4);
    assertEquals(List.of("3", "2", "1"), ids(client, 3));
    assertTrue(client.received.isEmpty());
  }

  @Test
  void repliesAreDelayed() throws Exception {
    TestClient client = client().connect();
    fault("{\"delayRepliesMs\":60}");
    long start = System.nanoTime();
    post(client, 1);
    ids(client, 1);
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(60));
  }

  @Test
  void aMutePlatformGivesNotEvenAnAcknowledgement() throws Exception {
    TestClient client = client().connect();
    fault("{\"mute\":true}");
    client.publish(client.sys(POST), "{\"id\":\"1\",\"params\":{}}", 1);
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> !simulator.journal().recent(1, m -> !m.up()).isEmpty());
    assertEquals("fault: mute", simulator.journal().recent(1, m -> !m.up()).get(0).note());
    assertEquals(1, client.mqtt.getPendingDeliveryTokens().length);
    assertTrue(client.mqtt.isConnected());
    assertTrue(client.received.isEmpty());
  }

  @Test
  void aLoginIsCutAtOnce() throws Exception {
    BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    simulator
        .journal()
        .subscribe(
            (name, data) -> {
              if (name.equals("session")) {
                changes.add(data.get("kind").getAsString());
              }
            });
    fault("{\"kickAfterConnect\":true}");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().tcp())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(signedConnect("raw", SignMethod.HMACMD5, ""));
      assertArrayEquals(new byte[] {0x20, 2, 0, 0}, socket.getInputStream().readAllBytes());
    }
    assertEquals("connected", changes.poll(20, TimeUnit.SECONDS));
    assertEquals("disconnected", changes.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void aKickEndsTheSession() throws Exception {
    TestClient client = client().connect();
    assertEquals(204, rest("POST", devicePath("/kick"), "").statusCode());
    client.awaitLoss();
  }

  @Test
  void theBrokerStopsAndStartsAgainOnTheSamePorts() throws Exception {
    TestClient client = client().connect();
    Ports before = simulator.ports();
    assertEquals(204, rest("POST", "/api/v1/broker/stop", "").statusCode());
    client.awaitLoss();
    assertFalse(simulator.broker().running());
    assertThrows(MqttException.class, () -> client().connect());
    assertEquals(204, rest("POST", "/api/v1/broker/start", "").statusCode());
    assertEquals(before, simulator.ports());
    assertEquals(0, client().refusal());
  }

  @Test
  void generalFaultsGiveWayToTheDevicesOwn() throws Exception {
    rest("PUT", "/api/v1/faults", "{\"refuse\":5}");
    fault("{}");
    assertEquals(0, client().refusal());
    rest("DELETE", devicePath("/faults"), "");
    assertEquals(5, client().refusal());
    simulator.faults().clearAll();
    simulator.faults().own(KEY, Faults.NONE.with("refuse", 3));
    assertEquals(3, client().refusal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"refuse\":6}",
        "{\"refuse\":\"x\"}",
        "{\"silent\":1}",
        "{\"sielnt\":true}",
        "{\"replyForm\":\"odd\"}",
        "{\"replyForm\":1}",
        "{\"replyTopic\":1}",
        "{\"subscriptions\":\"odd\"}",
        "{\"httpsForm\":\"odd\"}",
        "{\"httpsStatus\":100}",
        "{\"httpsCode\":-1}",
        "[]"
      })
  void aFaultThatDoesNotExistIsRefused(String body) throws Exception {
    assertEquals(400, rest("PUT", "/api/v1/faults", body).statusCode());
  }
}
