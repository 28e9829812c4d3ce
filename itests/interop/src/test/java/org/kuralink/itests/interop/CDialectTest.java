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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the message format of the official C SDKs byte by byte: a constant time stamp, extra keys
 * in the client id, upper-case signatures, answers without version and method, and no SUBSCRIBE.
 */
class CDialectTest extends OnPlatform {

  private static final String TIMESTAMP = "2524608000000";

  private static int connect(
      WireClient client, Identity identity, String extra, int keepAlive, boolean clean)
      throws Exception {
    String plain = identity.productKey() + "." + identity.deviceName();
    String content =
        "clientId"
            + plain
            + "deviceName"
            + identity.deviceName()
            + "productKey"
            + identity.productKey()
            + "timestamp"
            + TIMESTAMP;
    return client.connect(
        plain + "|timestamp=" + TIMESTAMP + "," + extra + "|",
        identity.deviceName() + "&" + identity.productKey(),
        WireClient.sign("HmacSHA256", identity.deviceSecret(), content),
        keepAlive,
        clean);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C,gw=0,ext=0; 120; false",
        "_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C,gw=0,ext=0,_ss=1; 120; false",
        "_ss=1,_v=sdk-c-4.1.0,securemode=3,signmethod=hmacsha256,ext=3,_conn=tcp_1; 1200; true",
        "_ss=1,_v=sdk-c-4.2.0,securemode=3,signmethod=hmacsha256,ext=3,; 1200; true",
      })
  void logsInWithTheExtrasOfEachVersion(String extra, int keepAlive, boolean clean)
      throws Exception {
    Identity identity = platform.newDevice();
    try (WireClient client = new WireClient(platform.tcpPort())) {
      assertEquals(0, connect(client, identity, extra, keepAlive, clean));
      JsonObject session =
          platform
              .rest
              .awaitDevice(identity, one -> one.has("session") && one.get("session").isJsonObject())
              .getAsJsonObject("session");
      assertEquals(keepAlive, session.get("keepAliveSeconds").getAsInt());
      assertEquals(clean, session.get("cleanSession").getAsBoolean());
    }
  }

  @Test
  void subscribesOneTopicAtATimeAndAnswersASetWithoutVersionAndMethod() throws Exception {
    Identity identity = platform.newDevice();
    try (WireClient client = new WireClient(platform.tcpPort())) {
      String extra = "_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C,gw=0,ext=0";
      assertEquals(0, connect(client, identity, extra, 120, false));
      assertEquals(0, client.subscribe(1, identity.topic("thing/service/property/set"), 0));
      assertEquals(0, client.subscribe(2, identity.topic("thing/event/+/post_reply"), 0));
      answersASet(client, identity);
    }
  }

  @Test
  void getsRepliesAndRequestsWithoutEverSubscribing() throws Exception {
    Identity identity = platform.newDevice();
    try (WireClient client = new WireClient(platform.tcpPort())) {
      String extra = "_ss=1,_v=sdk-c-4.1.0,securemode=3,signmethod=hmacsha256,ext=3,_conn=tcp_1";
      assertEquals(0, connect(client, identity, extra, 1200, true));

      client.publish(
          identity.topic("thing/event/property/post"),
          "{\"id\":\"1\",\"version\":\"1.0\",\"params\":{\"temperature\":20.5},\"sys\":{\"ack\":1}}");
      WireClient.Arrived reply =
          client.awaitMessage(identity.topic("thing/event/property/post_reply"));
      JsonObject answer = JsonParser.parseString(reply.payload()).getAsJsonObject();
      assertEquals("1", Rest.text(answer, "id"));
      assertTrue(answer.getAsJsonPrimitive("id").isString(), reply::payload);
      assertEquals(200, answer.get("code").getAsInt(), reply::payload);
      assertTrue(answer.has("data"), "the C SDK drops a reply without data: " + reply.payload());

      answersASet(client, identity);
    }
  }

  @Test
  void postsWithAcknowledgementAndANumericId() throws Exception {
    Identity identity = platform.newDevice();
    try (WireClient client = new WireClient(platform.tcpPort())) {
      String extra = "_v=sdk-c-3.2.0,securemode=3,signmethod=hmacsha256,lan=C,gw=0,ext=0,_ss=1";
      assertEquals(0, connect(client, identity, extra, 120, false));
      client.publishAcknowledged(
          7,
          identity.topic("thing/event/property/post"),
          "{\"id\":7,\"version\":\"1.0\",\"params\":{\"temperature\":{\"value\":1,\"time\":1524448722000}},"
              + "\"method\":\"thing.event.property.post\"}");
      WireClient.Arrived reply =
          client.awaitMessage(identity.topic("thing/event/property/post_reply"));
      JsonObject answer = JsonParser.parseString(reply.payload()).getAsJsonObject();
      assertTrue(answer.getAsJsonPrimitive("id").isNumber(), reply::payload);
      assertEquals(7, answer.get("id").getAsInt());
      assertEquals(200, answer.get("code").getAsInt());
    }
  }

  @Test
  void isRefusedWhenTheSignatureCoversAnotherTimestamp() throws Exception {
    Identity identity = platform.newDevice();
    try (WireClient client = new WireClient(platform.tcpPort())) {
      String plain = identity.productKey() + "." + identity.deviceName();
      String content =
          "clientId"
              + plain
              + "deviceName"
              + identity.deviceName()
              + "productKey"
              + identity.productKey()
              + "timestamp1";
      int code =
          client.connect(
              plain + "|timestamp=" + TIMESTAMP + ",securemode=3,signmethod=hmacsha256|",
              identity.deviceName() + "&" + identity.productKey(),
              WireClient.sign("HmacSHA256", identity.deviceSecret(), content),
              120,
              true);
      assertEquals(4, code);
    }
  }

  private static void answersASet(WireClient client, Identity identity) throws Exception {
    CompletableFuture<JsonObject> result =
        CompletableFuture.supplyAsync(
            () ->
                platform.rest.post(
                    identity.path() + "/properties/set",
                    "{\"params\": {\"interval\": 9}, \"timeoutMs\": 20000}"));
    WireClient.Arrived request = client.awaitMessage(identity.topic("thing/service/property/set"));
    JsonObject asked = JsonParser.parseString(request.payload()).getAsJsonObject();
    assertTrue(
        asked.getAsJsonPrimitive("id").isString(),
        "the C SDK drops a request whose id is a number: " + request.payload());
    client.publish(
        identity.topic("thing/service/property/set_reply"),
        "{\"id\":\"" + Rest.text(asked, "id") + "\",\"code\":200,\"data\":{}}");
    JsonObject heard = result.get(30, TimeUnit.SECONDS);
    assertEquals("replied", Rest.text(heard, "status"), heard::toString);
    assertEquals(200, heard.get("code").getAsInt());
  }
}
