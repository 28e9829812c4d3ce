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
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.registry.DeviceKey;

/** Tests publishing over HTTPS (spec 3.4) and its tokens. */
class HttpsPublishTest extends HttpsFixture {
  private static final String CUSTOM = "/topic/" + KEY + "/user/update";

  private double level() throws Exception {
    var level = simulator.registry().required(KEY).properties().get("level");
    return level == null ? -1 : level.value().getAsDouble();
  }

  private JsonObject device() throws Exception {
    return restJson("GET", devicePath(""), "");
  }

  @Test
  void aPropertyArrivesAndTheTokenGoesOnAfterARestart() throws Exception {
    String token = token();
    JsonObject answer = publish(token, POST, level(41));
    assertEquals(0, answer.get("code").getAsInt());
    assertEquals("success", answer.get("message").getAsString());
    BigInteger id = answer.getAsJsonObject("info").get("messageId").getAsBigInteger();
    assertTrue(id.bitLength() > 53 && id.testBit(0), "no double holds " + id);
    assertEquals("", answer.getAsJsonObject("info").get("data").getAsString());
    assertEquals(41, level());
    http = HttpClient.newBuilder().sslContext(trust).connectTimeout(PATIENCE).build();
    BigInteger next =
        publish(token, POST, level(42)).getAsJsonObject("info").get("messageId").getAsBigInteger();
    assertEquals(1, next.compareTo(id));
    assertEquals(42, level());
  }

  @Test
  void whatIsPublishedHasTheEffectThatItHasOverMqtt() throws Exception {
    String token = token();
    String alarm = "{\"id\":\"1\",\"params\":{\"value\":{\"errorCode\":\"hot\"},\"time\":1}}";
    String event = "/topic/sys/" + KEY + "/thing/event/alarm/post";
    assertEquals(0, published(token, event, alarm));
    assertEquals(1, simulator.capabilities().events().of(KEY).size());
    String update = "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":1}";
    assertEquals(0, published(token, "/topic/shadow/update/" + KEY, update));
    assertEquals(1, simulator.capabilities().shadows().of(KEY).version());
    assertEquals(0, published(token, CUSTOM, "any text"));
    JsonObject message =
        restJson("GET", "/api/v1/messages?limit=1", "")
            .getAsJsonArray("items")
            .get(0)
            .getAsJsonObject();
    assertEquals("any text", message.get("payload").getAsString());
    assertEquals("https", message.get("transport").getAsString());
    assertEquals("/" + KEY + "/user/update", message.get("topic").getAsString());
    assertFalse(message.has("note"));
  }

  @Test
  void nothingComesBackNotEvenARefusalByTheThingModel() throws Exception {
    String token = token();
    fault("{\"replyCode\":6313}");
    assertEquals(0, published(token, POST, level(1)));
    assertEquals(-1, level());
    assertEquals(List.of("not sent: nothing comes back over HTTPS"), notes(false));
    assertTrue(journal(false).get(0).text().contains("6313"));
    assertEquals(0, published(token, POST, "no JSON at all"));
  }

  @Test
  void theDeviceIsThereAsLongAsItsToken() throws Exception {
    assertEquals("inactive", device().get("status").getAsString());
    String token = token();
    JsonObject there = device();
    assertEquals("online", there.get("status").getAsString());
    JsonObject session = there.getAsJsonObject("session");
    assertEquals("https", session.get("transport").getAsString());
    assertEquals(clock.millis(), session.get("since").getAsLong());
    assertEquals(1, restJson("GET", "/api/v1/sessions", "").getAsJsonArray("items").size());
    clock.forward(Duration.ofDays(7).minusSeconds(1));
    assertEquals(0, published(token, POST, level(1)));
    clock.forward(Duration.ofSeconds(1));
    JsonObject expired = publish(token, POST, level(2));
    assertEquals(20001, expired.get("code").getAsInt());
    assertEquals("token is expired", expired.get("message").getAsString());
    assertEquals(1, level());
    assertEquals("offline", device().get("status").getAsString());
    assertTrue(
        rest("GET", "/api/v1/sessions/changes", "").body().contains("its token has expired"));
    assertEquals(0, published(token(), POST, level(3)));
  }

  @Test
  void aTokenIsNeededThatIsTheDevicesOwn() throws Exception {
    HttpRequest.Builder none = request(POST).header("Content-Type", "application/octet-stream");
    assertEquals(20002, code(none.POST(BodyPublishers.ofString(level(1))).build()));
    assertEquals(20003, published("0".repeat(32), POST, level(1)));
    DeviceKey other = new DeviceKey("pkTest", "device-2");
    simulator.registry().createDevice(other, Optional.of("secret2"));
    String signed = json(signed(other, "secret2", SignMethod.HMACMD5, Map.of()));
    String foreign =
        answer(authenticating(signed)).getAsJsonObject("info").get("token").getAsString();
    assertEquals(20003, published(foreign, POST, level(1)));
    assertEquals(0, published(foreign, POST.replace("device-1", "device-2"), level(1)));
    assertEquals(-1, level());
    assertEquals("refused: not a topic of this device", notes(true).get(0));
    String iotToken =
        form(
                "/auth/devicename",
                "productKey=pkTest&deviceName=device-1&clientId=c&sign="
                    + SignMethod.HMACMD5.sign(
                        SECRET,
                        Map.of("productKey", "pkTest", "deviceName", "device-1", "clientId", "c")))
            .getAsJsonObject("data")
            .get("iotToken")
            .getAsString();
    assertEquals(20003, published(iotToken, POST, level(1)));
  }

  @Test
  void aTopicToPublishOnIsNeeded() throws Exception {
    String token = token();
    assertEquals(10001, published(token, "/topic/", "x"));
    assertEquals(10001, published(token, "/topic/nowhere", "x"));
    assertEquals(10001, published(token, "/topic/" + KEY + "/user/%23", "x"));
    assertEquals(10001, published(token, "/topic/" + KEY + "/user/" + "x".repeat(512), "x"));
    assertEquals(30001, published(token, "/topic/ext/session/" + KEY + "/combine/login", "{}"));
    assertEquals(
        30001, published(token, "/topic/sys/" + KEY + "/thing/downlink/reply/message", "{}"));
    assertEquals(30001, published(token, "/topic/shadow/get/" + KEY, "{}"));
  }

  @Test
  void aRequestThatIsNotWhatIsNeededIsAParameterError() throws Exception {
    String token = token();
    assertEquals(0, code(publishing(token, CUSTOM, new byte[128 * 1024])));
    JsonObject tooLong = answer(publishing(token, CUSTOM, new byte[129 * 1024]));
    assertEquals(10001, tooLong.get("code").getAsInt());
    assertEquals(10001, code(publishing(token, CUSTOM, new byte[128 * 1024 + 1])));
    assertEquals(10001, code(publishing(token, CUSTOM + "?a=b", new byte[1])));
    HttpRequest.Builder typed =
        request(CUSTOM).header("password", token).header("Content-Type", "application/json");
    assertEquals(10001, code(typed.POST(BodyPublishers.ofString("{}")).build()));
    HttpRequest.Builder plain =
        request(CUSTOM)
            .header("password", token)
            .header("Content-Type", "application/octet-stream");
    assertEquals(10001, code(plain.copy().GET().build()));
    assertEquals(10001, code(plain.copy().PUT(BodyPublishers.ofString("x")).build()));
    HttpRequest.BodyPublisher chunks =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream("x".getBytes(UTF_8)));
    assertEquals(10001, code(plain.copy().POST(chunks).build()));
    assertEquals(0, code(plain.copy().POST(BodyPublishers.ofString("after all that")).build()));
  }

  @Test
  void aTokenThatDiesInAQueueIsRenewedAndEachMessageArrivesOnce() throws Exception {
    String first = token();
    for (int i = 1; i <= 4; i++) {
      assertEquals(0, published(first, CUSTOM, "m" + i));
    }
    assertEquals(204, rest("POST", devicePath("/kick"), "").statusCode());
    for (int i = 5; i <= 7; i++) {
      assertEquals(20001, published(first, CUSTOM, "m" + i));
    }
    String second = token();
    for (int i = 5; i <= 7; i++) {
      assertEquals(0, published(second, CUSTOM, "m" + i));
    }
    assertEquals(204, rest("DELETE", devicePath("/tokens"), "").statusCode());
    assertEquals(20001, published(second, CUSTOM, "m8"));
    fault("{\"httpsCode\":20001,\"httpsTimes\":1,\"replyTopic\":\"/topic/\"}");
    String third = token();
    assertEquals(20001, published(third, CUSTOM, "m8"));
    for (int i = 8; i <= 10; i++) {
      assertEquals(0, published(third, CUSTOM, "m" + i));
    }
    List<String> taken =
        journal(true).stream().filter(m -> m.note().isEmpty()).map(m -> m.text()).toList();
    assertEquals(List.of("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10"), taken);
  }

  /**
   * Spec 3.4 knows of no connection that a token stands for, and spec 3.2 lets only another CONNECT
   * of the same identity end a session; so a device may report over HTTPS beside it.
   */
  @Test
  void aConnectedSessionOfTheSameDeviceGoesOn() throws Exception {
    TestClient client = client().connect();
    String token = token();
    assertEquals(2, restJson("GET", "/api/v1/sessions", "").getAsJsonArray("items").size());
    assertEquals("tcp", device().getAsJsonObject("session").get("transport").getAsString());
    assertEquals(0, published(token, POST, level(5)));
    JsonObject reply = client.ask("thing/event/property/post", level(6));
    assertEquals("6", reply.get("id").getAsString());
    assertEquals(200, reply.get("code").getAsInt());
    assertEquals(204, rest("DELETE", devicePath("/tokens"), "").statusCode());
    assertEquals(20001, published(token, POST, level(7)));
    assertTrue(client.mqtt.isConnected());
    String again = token();
    assertEquals(204, rest("POST", devicePath("/kick"), "").statusCode());
    client.awaitLoss();
    assertEquals(20001, published(again, POST, level(7)));
  }

  @Test
  void aDeviceThatIsDisabledOrDeletedIsNotListenedTo() throws Exception {
    String token = token();
    simulator.life().disable(KEY, true);
    assertEquals(20001, published(token, POST, level(1)));
    simulator.life().enable(KEY);
    token = token();
    simulator.life().disable(KEY, false);
    assertEquals(20003, published(token, POST, level(1)));
    simulator.life().enable(KEY);
    assertEquals(0, published(token, POST, level(1)));
    simulator.life().delete(KEY);
    assertEquals(20001, published(token, POST, level(2)));
    assertEquals(20000, code(authenticating(signed())));
  }

  @Test
  void tooManyMessagesASecondAreRefused() throws Exception {
    String one =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
                .formatted(CUSTOM)
            + "password: %s\r\nContent-Length: 1\r\n".formatted(token());
    String burst = (one + "\r\nx").repeat(300) + one + "Connection: close\r\n\r\nx";
    List<String> answers = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              answers.add(sent(burst));
              return answers.toString().contains("\"code\":40000");
            });
    assertTrue(answers.get(0).contains("\"code\":0,"), answers.get(0));
    assertTrue(notes(true).contains("refused: too many messages a second"));
  }

  private String sent(String requests) throws Exception {
    int port = simulator.ports().http();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      CompletableFuture<byte[]> all = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  all.complete(socket.getInputStream().readAllBytes());
                } catch (IOException e) {
                  all.completeExceptionally(e);
                }
              },
              "reader");
      reader.start();
      socket.getOutputStream().write(requests.getBytes(UTF_8));
      return new String(all.get(60, TimeUnit.SECONDS), UTF_8);
    }
  }
}
