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

import java.util.Arrays;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRightsTest extends PlatformFixture {
  private static final String[] OWN = {
    "/sys/pkTest/device-1/thing/service/property/set",
    "/sys/pkTest/device-1/#",
    "/sys/pkTest/device-1/rrpc/request/+",
    "/pkTest/device-1/user/get",
    "/ext/session/pkTest/device-1/combine/login_reply",
    "/ext/ntp/pkTest/device-1/response",
    "/ext/rrpc/+/sys/pkTest/device-1/thing/service/x",
    "/ext/rrpc/+/#",
    "/ota/device/upgrade/pkTest/device-1",
    "/shadow/get/pkTest/device-1",
    "/broadcast/pkTest/news"
  };
  private static final String[] FOREIGN = {
    "#",
    "/#",
    "/sys/#",
    "/sys/pkTest/#",
    "/sys/+/device-1/#",
    "/sys/pkTest/+/thing/service/property/set",
    "/sys/pkTest/device-2/thing/service/property/set",
    "/sys/pkTest/device-11/x",
    "/pkTest/device-2/user/get",
    "/shadow/get/pkTest/device-2",
    "/shadow/#",
    "sys/pkTest/device-1/x",
    "$SYS/x",
    "/ota/device/upgrade/pkTest/device-1/more"
  };

  @Test
  void aDeviceSubscribesToItsOwnTopicsOnly() throws Exception {
    TestClient client = client().connect();
    assertArrayEquals(new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, granted(client, OWN));
    for (int code : granted(client, FOREIGN)) {
      assertEquals(0x80, code);
    }
    assertTrue(client.mqtt.isConnected());
  }

  /** Eight at a time, as more are refused whatever they are. */
  private static int[] granted(TestClient client, String[] filters) throws Exception {
    int[] granted = new int[filters.length];
    for (int from = 0; from < filters.length; from += 8) {
      String[] some = Arrays.copyOfRange(filters, from, Math.min(filters.length, from + 8));
      int[] qos = new int[some.length];
      Arrays.fill(qos, 1);
      IMqttToken token = client.mqtt.subscribe(some, qos);
      token.waitForCompletion(TestClient.PATIENCE_MS);
      System.arraycopy(token.getGrantedQos(), 0, granted, from, some.length);
    }
    return granted;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sys/pkTest/device-2/thing/event/property/post",
        "/sys/pkOther/device-1/thing/event/property/post",
        "/sys/pkTest/device-1",
        "/shadow/update/pkTest/device-2",
        "anything"
      })
  void publishingElsewhereEndsTheSession(String topic) throws Exception {
    assertThatItEndsTheSession(topic);
  }

  private void assertThatItEndsTheSession(String topic) throws Exception {
    TestClient client = client().connect();
    client.publish(topic, "{}", 1);
    client.awaitLoss();
    String note = simulator.journal().recent(1, m -> m.topic().equals(topic)).get(0).note();
    assertTrue(note.startsWith("denied"), note);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/shadow/get/pkTest/device-1",
        "/ota/device/upgrade/pkTest/device-1",
        "/ext/ntp/pkTest/device-1/response",
        "/ext/error/pkTest/device-1",
        "/ext/session/pkTest/device-1/combine/login_reply",
        "/ext/register",
        "/broadcast/pkTest/news"
      })
  void publishingWhereOnlyThePlatformSpeaksEndsTheSession(String topic) throws Exception {
    assertThatItEndsTheSession(topic);
  }

  @Test
  void ownTopicsMayBePublishedTo() throws Exception {
    TestClient client = client().connect();
    client
        .mqtt
        .publish("/pkTest/device-1/user/update", new byte[] {1}, 1, false)
        .waitForCompletion(TestClient.PATIENCE_MS);
    client
        .mqtt
        .publish("/shadow/update/pkTest/device-1", new byte[0], 1, false)
        .waitForCompletion(TestClient.PATIENCE_MS);
    // How a C SDK measures its network: an acknowledgement is all it wants.
    client
        .mqtt
        .publish("/ext/network/probe/1700000000000", new byte[] {1}, 1, false)
        .waitForCompletion(TestClient.PATIENCE_MS);
    assertTrue(client.mqtt.isConnected());
  }

  @Test
  void qos2IsNotOffered() throws Exception {
    TestClient client = client().connect();
    client.publish(client.sys("thing/event/property/post"), "{}", 2);
    client.awaitLoss();
  }
}
