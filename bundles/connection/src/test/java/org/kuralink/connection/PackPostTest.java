/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Topology;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.connection.FakeTransport.Sent;

/** Posts of a gateway and its sub-devices in one message. */
class PackPostTest extends SubDeviceFixture {

  private static final DeviceIdentity OWN = new DeviceIdentity("pk", "dn");
  private static final String PACK = "/sys/pk/dn/thing/event/property/pack/post";
  private static final String PATH = "thing/event/property/post";
  private static final String ALARM = "thing.event.Alarm.post";

  private final Topology topology;

  PackPostTest() {
    rig.properties.put("pack.post.milliseconds", 1000);
    rig.properties.put("uplink.rate", 0);
    rig.queue.times = sequence -> rig.time.clock().millis();
    topology = start();
    topology.loggedIn(ONE);
    topology.loggedIn(TWO);
    rig.leap(60);
  }

  private CompletableFuture<Reply> post(DeviceIdentity device, String method, String params) {
    CompletableFuture<Reply> reply =
        rig.door
            .link(device)
            .request(method, JsonText.of(params), RequestOptions.DURABLE)
            .toCompletableFuture();
    rig.time.settle();
    return reply;
  }

  private CompletableFuture<Reply> post(DeviceIdentity device, String params) {
    return post(device, POST, params);
  }

  private List<Sent> sent(String topic) {
    return rig.transport().sent.stream().filter(one -> one.topic().equals(topic)).toList();
  }

  private List<Sent> posts(DeviceIdentity device) {
    return sent(topic(device, PATH));
  }

  private List<Sent> packs() {
    return sent(PACK);
  }

  private static JsonObject json(Sent message) {
    return JsonParser.parseString(message.text()).getAsJsonObject();
  }

  private static JsonObject params(Sent message) {
    return json(message).getAsJsonObject("params");
  }

  private static int subDevices(Sent pack) {
    return params(pack).getAsJsonArray("subDevices").size();
  }

  private void answer(Sent message, int code, String data) {
    String id = json(message).get("id").getAsString();
    rig.transport()
        .deliver(
            message.topic() + "_reply",
            "{\"id\":\"" + id + "\",\"code\":" + code + ",\"data\":" + data + "}");
    rig.time.settle();
  }

  private DeviceIdentity device(int number) {
    DeviceIdentity device = new DeviceIdentity("sub", "many-" + number);
    topology.loggedIn(device);
    return device;
  }

  @Test
  void aClockThatIsWrongDoesNotShortenTheWaitForOthers() {
    rig.queue.times = sequence -> rig.time.clock().millis() - 3_600_000;
    post(ONE, "{\"P\":1}");
    post(TWO, "{\"P\":2}");
    rig.leap(1);

    assertEquals(1, packs().size());
    assertEquals(2, subDevices(packs().get(0)));
    assertEquals(List.of(), posts(ONE));
  }

  @Test
  void whatAGatewayAndItsSubDevicesPostWithinAMomentGoesAsOneMessageEachValueWithItsTime() {
    long start = rig.time.clock().millis();
    CompletableFuture<Reply> own = post(OWN, "{\"Load\":1}");
    rig.time.leap(Duration.ofMillis(500));
    CompletableFuture<Reply> one = post(ONE, "{\"a\":{\"value\":2,\"time\":5},\"b\":{\"x\":1}}");
    CompletableFuture<Reply> event = post(TWO, ALARM, "{\"value\":{\"level\":3},\"time\":7}");
    rig.time.leap(Duration.ofMillis(499));
    assertTrue(packs().isEmpty() && posts(OWN).isEmpty(), "the moment is not over");
    rig.time.leap(Duration.ofMillis(1));
    assertEquals(1, packs().size());
    Sent pack = packs().get(0);
    assertEquals("thing.event.property.pack.post", json(pack).get("method").getAsString());
    long later = start + 500;
    assertEquals(
        "{\"properties\":{\"Load\":{\"value\":1,\"time\":"
            + start
            + "}},\"events\":{},\"subDevices\":["
            + "{\"identity\":{\"productKey\":\"sub\",\"deviceName\":\"one\"},"
            + "\"properties\":{\"a\":{\"value\":2,\"time\":5},\"b\":{\"value\":{\"x\":1},\"time\":"
            + later
            + "}},\"events\":{}},"
            + "{\"identity\":{\"productKey\":\"sub\",\"deviceName\":\"two\"},\"properties\":{},"
            + "\"events\":{\"Alarm\":{\"value\":{\"level\":3},\"time\":7}}}]}",
        params(pack).toString());
    assertTrue(posts(OWN).isEmpty() && posts(ONE).isEmpty());
    assertEquals(3, rig.queue.records.size(), "kept until the platform has answered");
    answer(pack, 200, "{}");
    for (CompletableFuture<Reply> reply : List.of(own, one, event)) {
      assertTrue(reply.join().isSuccess());
      assertEquals("{}", reply.join().data().toString());
    }
    assertEquals(0, rig.kept());
    assertEquals(3, rig.door.status().queue().pace().packed());
  }

  @Test
  void aPackThatIsRefusedIsSentAgainAsItsPartsOnceEachWithItsOwnAnswer() {
    CompletableFuture<Reply> own = post(OWN, "{\"Load\":1}");
    CompletableFuture<Reply> good = post(ONE, "{\"Temperature\":1}");
    CompletableFuture<Reply> bad = post(TWO, "{\"Nonsense\":2}");
    rig.leap(1);
    answer(packs().get(0), 6313, "{}");
    assertFalse(own.isDone() || good.isDone() || bad.isDone());
    assertEquals(1, posts(OWN).size());
    assertEquals(1, posts(ONE).size());
    assertEquals(1, posts(TWO).size());
    assertEquals("{\"Temperature\":1}", params(posts(ONE).get(0)).toString());
    answer(posts(OWN).get(0), 200, "{}");
    answer(posts(ONE).get(0), 200, "{}");
    answer(posts(TWO).get(0), 6313, "{}");
    assertTrue(own.join().isSuccess() && good.join().isSuccess());
    assertEquals(6313, bad.join().code().value());
    rig.leap(60);
    assertEquals(1, packs().size());
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void dataThatNobodyDocumentedFailsNobodyAndIsLoggedOnce() {
    try (LoggedLines lines = new LoggedLines()) {
      for (int turn = 0; turn < 2; turn++) {
        CompletableFuture<Reply> one = post(ONE, "{\"a\":1}");
        CompletableFuture<Reply> two = post(TWO, "{\"a\":1}");
        rig.leap(1);
        answer(packs().get(turn), 200, "{\"failures\":[{\"deviceName\":\"two\",\"code\":6106}]}");
        assertTrue(one.join().isSuccess() && two.join().isSuccess());
      }
      assertEquals(1, lines.with("\"failures\"").size());
    }
    assertEquals(0, rig.kept());
  }

  @Test
  void noPackHasMoreThanThePlatformTakes() {
    List<DeviceIdentity> devices = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      devices.add(device(i));
    }
    devices.forEach(device -> post(device, "{\"a\":1}"));
    rig.leap(1);
    assertEquals(List.of(20, 5), packs().stream().map(PackPostTest::subDevices).toList());
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 90; i++) {
      many.append(i == 0 ? "" : ",").append("\"p" + i + "\":" + i);
    }
    devices.subList(0, 5).forEach(device -> post(device, "{" + many + "}"));
    rig.leap(1);
    assertEquals(List.of(2, 2), packs().stream().skip(2).map(PackPostTest::subDevices).toList());
    devices.forEach(device -> post(device, ALARM, "{\"value\":{},\"time\":1}"));
    rig.leap(1);
    assertEquals(List.of(20, 5), packs().stream().skip(4).map(PackPostTest::subDevices).toList());
    for (DeviceIdentity device : devices.subList(0, 11)) {
      post(device, ALARM, "{\"value\":{},\"time\":1}");
      post(device, "thing.event.Other.post", "{\"value\":{},\"time\":1}");
    }
    rig.leap(1);
    assertEquals(10, subDevices(packs().get(6)), "twenty events");
  }

  @Test
  void aPropertyThatIsPostedTwiceGoesInTheNextPackSoThatEachDeviceKeepsItsOrder() {
    post(ONE, "{\"a\":1}");
    post(ONE, "{\"a\":2}");
    post(ONE, "{\"b\":3}");
    post(TWO, "{\"a\":4}");
    post(TWO, "{\"a\":5}");
    rig.leap(1);
    assertEquals(2, packs().size());
    assertTrue(packs().get(0).text().contains("\"a\":{\"value\":1"));
    assertFalse(packs().get(0).text().contains("\"b\""));
    assertTrue(packs().get(1).text().contains("\"a\":{\"value\":2"));
    assertTrue(packs().get(1).text().contains("\"b\":{\"value\":3"));
  }

  @Test
  void whatCannotBePackedKeepsItsPlaceAmongWhatItsDeviceSays() {
    post(ONE, "{\"a\":1}");
    rig.door
        .link(ONE)
        .publish(
            new Message("/sub/one/user/up", "x".getBytes(StandardCharsets.UTF_8)),
            Delivery.DURABLE);
    post(TWO, "{\"a\":1}");
    post(ONE, "{\"b\":2}");
    rig.leap(1);
    rig.leap(1);
    assertEquals(
        List.of(PACK, "/sub/one/user/up", topic(ONE, PATH)),
        rig.transport().sent.stream()
            .map(Sent::topic)
            .filter(topic -> topic.contains("post") || topic.contains("user"))
            .toList());
  }

  @Test
  void aDeviceThatIsNotLoggedInIsInNoPackAndHoldsUpNobody() {
    DeviceIdentity three = new DeviceIdentity("sub", "three");
    CompletableFuture<Reply> waiting = post(three, "{\"a\":0}");
    post(ONE, "{\"a\":1}");
    post(TWO, "{\"a\":2}");
    rig.leap(1);
    assertEquals(1, packs().size());
    assertEquals(2, subDevices(packs().get(0)));
    assertFalse(packs().get(0).text().contains("three"));
    answer(packs().get(0), 200, "{}");
    assertEquals(1, rig.kept());
    topology.loggedIn(three);
    rig.leap(1);
    answer(posts(three).get(0), 200, "{}");
    assertTrue(waiting.join().isSuccess());
  }

  @Test
  void oneThatIsByItselfLeavesAsItIsWhenTheMomentIsOver() {
    post(ONE, "{\"a\":1}");
    assertTrue(posts(ONE).isEmpty());
    rig.leap(1);
    assertEquals(1, posts(ONE).size());
    assertTrue(packs().isEmpty());
  }

  @Test
  void withoutAGatewayCapabilityOrAMomentEachLeavesAtOnce() {
    rig.configure("pack.post.milliseconds", 0);
    post(ONE, "{\"a\":1}");
    post(TWO, "{\"a\":1}");
    assertEquals(1, posts(ONE).size());
    assertEquals(1, posts(TWO).size());
    rig.configure("pack.post.milliseconds", 1000);
    rig.session.service().gateway(Optional.empty());
    post(ONE, "{\"a\":2}");
    assertEquals(2, posts(ONE).size());
    assertTrue(packs().isEmpty());
    assertEquals(1, rig.transports.size(), "another moment ends no link");
  }

  @Test
  void aPackThatIsOneTooManyIsSentAgainLater() {
    CompletableFuture<Reply> one = post(ONE, "{\"a\":1}");
    CompletableFuture<Reply> two = post(TWO, "{\"a\":1}");
    rig.leap(1);
    answer(packs().get(0), 429, "{}");
    assertTrue(posts(ONE).isEmpty());
    rig.leap(6);
    assertEquals(2, packs().size());
    answer(packs().get(1), 200, "{}");
    assertTrue(one.join().isSuccess() && two.join().isSuccess());
  }

  @Test
  void aPackThatNobodyAnswersIsSentAgainAsItsParts() {
    post(ONE, "{\"a\":1}");
    post(TWO, "{\"a\":1}");
    rig.leap(1);
    rig.leap(11);
    assertEquals(1, packs().size());
    assertEquals(1, posts(ONE).size());
    assertEquals(1, posts(TWO).size());
  }

  @Test
  void whatASubDeviceSaidIsDoneWithTheReplyAndNotWithThePuback() {
    rig.configure("pack.post.milliseconds", 0);
    CompletableFuture<Reply> one = post(ONE, "{\"a\":1}");
    post(OWN, "{\"a\":1}");
    assertEquals(1, posts(ONE).size());
    rig.lose();
    assertEquals(1, rig.queue.records.size(), "the gateway's own is done");
    rig.leap(60);
    rig.accept();
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(1, posts(ONE).size());
    answer(posts(ONE).get(0), 200, "{}");
    assertTrue(one.join().isSuccess());
    assertEquals(0, rig.kept());
  }

  @Test
  void aPackWhoseLinkEndsBeforeTheAnswerIsKeptToo() {
    CompletableFuture<Reply> one = post(ONE, "{\"a\":1}");
    CompletableFuture<Reply> own = post(OWN, "{\"a\":1}");
    rig.leap(1);
    assertEquals(1, packs().size());
    rig.lose();
    assertEquals(2, rig.queue.records.size());
    rig.leap(60);
    rig.accept();
    topology.loggedIn(ONE);
    rig.leap(2);
    for (Sent again : rig.transport().sent) {
      if (again.topic().endsWith("/post")) {
        answer(again, 200, "{}");
      }
    }
    assertTrue(one.join().isSuccess() && own.join().isSuccess());
    assertEquals(0, rig.kept());
  }
}
