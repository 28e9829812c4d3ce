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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.auth.SignMethod;

/** Tests which messages a device receives with its own and with implicit subscriptions. */
class SubscriptionTest extends PlatformFixture {
  private void push(String topic, String text) throws Exception {
    String body = "{\"topic\":\"" + topic + "\",\"payload\":\"" + text + "\"}";
    assertEquals(202, rest("POST", devicePath("/messages"), body).statusCode());
  }

  @Test
  void withoutASubscriptionNothingComes() throws Exception {
    TestClient client = client();
    client.subscribed = false;
    client.connect();
    String topic = client.sys("thing/deviceinfo/update_reply");
    String filter = client.sys("thing/deviceinfo/+");
    push(topic, "1");
    client.hear(filter);
    push(topic, "2");
    assertEquals("2", client.next().payload());

    client.mqtt.unsubscribe(filter).waitForCompletion(PATIENCE.toMillis());
    push(topic, "3");
    client.hear(filter);
    push(topic, "4");
    assertEquals("4", client.next().payload());
  }

  @Test
  void thePlatformsOwnSubscriptionsEndWithAnUnsubscribe() throws Exception {
    TestClient client = client().connect();
    String filter = client.sys("thing/deviceinfo/update_reply");
    push(filter, "1");
    assertEquals("1", client.next().payload());

    client.mqtt.unsubscribe(filter).waitForCompletion(PATIENCE.toMillis());
    push(filter, "2");
    client.hear(filter);
    push(filter, "3");
    assertEquals("3", client.next().payload());
  }

  @Test
  void thePlatformSubscribesNoCustomTopic() throws Exception {
    TestClient client = client().connect();
    String topic = "/" + KEY + "/user/get";
    push(topic, "first");
    client.hear(topic);
    push(topic, "second");
    assertEquals("second", client.next().payload());
  }

  /** Packet, remaining length, and for a SUBSCRIBE and an UNSUBSCRIBE the id. */
  @ParameterizedTest
  @ValueSource(strings = {"82020001", "8208000100030061000000", "30050003006100"})
  void aPacketThatMqttForbidsEndsTheConnection(String packet) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().tcp())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(signedConnect("raw", SignMethod.HMACMD5, ""));
      assertEquals(0x20, socket.getInputStream().read());
      socket.getInputStream().readNBytes(3);
      for (int i = 0; i < packet.length(); i += 2) {
        socket.getOutputStream().write(Integer.parseInt(packet.substring(i, i + 2), 16));
      }
      assertTrue(socket.getInputStream().readAllBytes().length == 0, "something was answered");
    }
  }

  @Test
  void aMessageIsMarkedOnlyWhenItIsSentAgain() throws Exception {
    String topic = "/" + KEY + "/user/get";
    try (Socket first = persistent()) {
      ByteArrayOutputStream filter = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(filter);
      out.writeShort(1);
      out.writeUTF(topic);
      out.write(1);
      first.getOutputStream().write(new byte[] {(byte) 0x82, (byte) filter.size()});
      filter.writeTo(first.getOutputStream());
      assertEquals("9003000101", HexFormat.of().formatHex(first.getInputStream().readNBytes(5)));
      String body = "{\"topic\":\"" + topic + "\",\"payload\":\"1\",\"qos\":1}";
      assertEquals(202, rest("POST", devicePath("/messages"), body).statusCode());
      assertEquals(0x32, first.getInputStream().read(), "QoS 1, sent for the first time");
    }
    try (Socket second = persistent()) {
      assertEquals(0x3a, second.getInputStream().read(), "QoS 1, sent again");
    }
  }

  /** A connection whose session outlives it. */
  private Socket persistent() throws IOException {
    byte[] connect = signedConnect("raw", SignMethod.HMACMD5, "");
    int flags = (connect[1] < 0 ? 3 : 2) + 7;
    connect[flags] &= ~0x02;
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.ports().tcp());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.getOutputStream().write(connect);
    assertEquals(0x20, socket.getInputStream().read());
    socket.getInputStream().readNBytes(3);
    return socket;
  }

  private int[] granted(TestClient client, String... filters) throws Exception {
    IMqttToken token = client.mqtt.subscribe(filters, new int[filters.length]);
    try {
      token.waitForCompletion(PATIENCE.toMillis());
    } catch (MqttException refused) {
      assertEquals(0x80, refused.getReasonCode());
    }
    return token.getGrantedQos();
  }

  private static String[] filters(TestClient client, int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> client.sys("thing/service/s" + i))
        .toArray(String[]::new);
  }

  @Test
  void oneRequestBringsEightFilters() throws Exception {
    TestClient client = client().connect();
    int[] granted = granted(client, filters(client, 9));
    assertArrayEquals(new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0x80}, granted);
  }

  @Test
  void aDeviceHasAHundredSubscriptions() throws Exception {
    TestClient client = client().connect();
    String[] filters = filters(client, 101);
    for (int i = 0; i < 100; i++) {
      assertEquals(0, granted(client, filters[i])[0], filters[i]);
    }
    assertEquals(0x80, granted(client, filters[100])[0]);
    assertEquals(0, granted(client, filters[0])[0], "it has this one already");
    client.mqtt.unsubscribe(filters[1]).waitForCompletion(PATIENCE.toMillis());
    assertEquals(0, granted(client, filters[100])[0]);
  }

  @Test
  void whoSendsDecidesOnTheQosNotWhoSubscribes() throws Exception {
    TestClient client = client();
    client.subscribed = false;
    client.connect();
    String topic = "/" + KEY + "/user/get";
    assertEquals(0, granted(client, topic)[0]);
    String body = "{\"topic\":\"" + topic + "\",\"payload\":\"1\",\"qos\":1}";
    assertEquals(202, rest("POST", devicePath("/messages"), body).statusCode());
    assertEquals(1, client.next().qos());
  }

  @Test
  void aCustomTopicHasAHundredAndTwentyEightBytesAndSevenLevels() throws Exception {
    TestClient client = client().connect();
    String start = "/" + KEY + "/user/";
    String longest = start + "x".repeat(128 - start.length());
    assertEquals(0, granted(client, longest)[0]);
    assertEquals(0x80, granted(client, longest + "x")[0]);
    assertEquals(0x80, granted(client, start + "a/b/c/d/e")[0]);
    client.publish(longest, "fits", 0);
    client.publish(longest + "x", "does not", 0);
    client.awaitLoss();
    String messages = rest("GET", "/api/v1/messages", "").body();
    assertTrue(messages.contains("custom topic longer than 128 bytes"), messages);
  }
}
