/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.codec.AlinkTopic;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.connection.FakeTransport;
import org.kuralink.connection.SessionRig;
import org.kuralink.connection.SimpleCodec;

class RequestTest {

  private static final String POST = "thing.event.property.post";
  private static final String TOPIC = "/sys/pk/dn/thing/event/property/post";

  private final SessionRig rig = SessionRig.online();

  private CompletableFuture<Reply> post() {
    return post(RequestOptions.TRANSIENT);
  }

  private CompletableFuture<Reply> post(RequestOptions options) {
    return rig.door.link().request(POST, JsonText.of("{\"a\":1}"), options).toCompletableFuture();
  }

  private String idOf(int sent) {
    String text = rig.transport().sentOn(TOPIC).get(sent);
    return JsonParser.parseString(text).getAsJsonObject().get("id").getAsString();
  }

  private void reply(String id, int code) {
    rig.transport()
        .deliver(TOPIC + "_reply", "{\"id\":\"" + id + "\",\"code\":" + code + ",\"data\":{}}");
    rig.time.settle();
  }

  private static LinkException.Reason reasonOf(CompletableFuture<Reply> stage) {
    ExecutionException failure = assertThrows(ExecutionException.class, stage::get);
    return assertInstanceOf(LinkException.class, failure.getCause()).reason();
  }

  @Test
  void sendsARequestAndMatchesItsReply() throws Exception {
    CompletableFuture<Reply> stage = post();
    FakeTransport.Sent sent = rig.transport().sent.get(0);
    assertEquals(TOPIC, sent.topic());
    assertEquals(0, sent.qos());
    assertFalse(stage.isDone());
    reply(idOf(0), 200);
    assertTrue(stage.get().isSuccess());
  }

  @Test
  void bringsARefusalAsAReply() throws Exception {
    CompletableFuture<Reply> stage = post();
    reply(idOf(0), 6106);
    assertEquals(6106, stage.get().code().value());
  }

  @Test
  void matchesRepliesByTheTextOfTheirId() throws Exception {
    CompletableFuture<Reply> stage = post();
    rig.transport().deliver(TOPIC + "_reply", "{\"id\":" + idOf(0) + ",\"code\":200}");
    rig.time.settle();
    assertTrue(stage.get().isSuccess());
  }

  @Test
  void givesEachRequestAnIdOfItsOwn() {
    post();
    post();
    assertFalse(idOf(0).equals(idOf(1)));
    assertTrue(idOf(0).matches("\\d{1,10}"));
  }

  @Test
  void matchesRepliesInReverseOrder() throws Exception {
    List<CompletableFuture<Reply>> stages = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      stages.add(post());
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      order.add(i);
    }
    Collections.reverse(order);
    for (int i : order) {
      reply(idOf(i), 10_000 + i);
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(10_000 + i, stages.get(i).get().code().value());
    }
  }

  @Test
  void ignoresUnknownAndDoubledReplies() throws Exception {
    CompletableFuture<Reply> stage = post();
    reply("4711", 500);
    assertFalse(stage.isDone());
    reply(idOf(0), 200);
    reply(idOf(0), 500);
    assertTrue(stage.get().isSuccess());
    rig.transport().deliver(TOPIC + "_reply", "{\"code\":200}");
    rig.time.settle();
    assertTrue(rig.door.status().isOnline());
  }

  @Test
  void failsWhenNoReplyComesInTime() throws Exception {
    CompletableFuture<Reply> stage = post();
    CompletableFuture<Reply> patient =
        post(RequestOptions.TRANSIENT.within(Duration.ofSeconds(30)));
    CompletableFuture<Reply> hasty = post(RequestOptions.TRANSIENT.within(Duration.ofMillis(500)));
    rig.time.leap(Duration.ofMillis(500));
    assertEquals(LinkException.Reason.NO_REPLY, reasonOf(hasty));
    rig.time.leap(Duration.ofMillis(9400));
    assertFalse(stage.isDone());
    rig.time.leap(Duration.ofMillis(150));
    assertEquals(LinkException.Reason.NO_REPLY, reasonOf(stage));
    reply(idOf(0), 200);
    rig.leap(15);
    assertFalse(patient.isDone());
    reply(idOf(1), 200);
    assertTrue(patient.get().isSuccess());
    rig.leap(100);
    assertEquals(0, rig.time.waiting());
  }

  @Test
  void takesTheConfiguredDeadline() {
    rig.configure("request.timeout.seconds", "3");
    CompletableFuture<Reply> stage = post();
    rig.leap(3);
    assertEquals(LinkException.Reason.NO_REPLY, reasonOf(stage));
    assertEquals(1, rig.transports.size());
  }

  @Test
  void refusesTransientRequestsWhileOffline() {
    rig.lose();
    assertEquals(LinkException.Reason.OFFLINE, reasonOf(post()));
  }

  @Test
  void failsTransientRequestsWhenTheLinkIsLost() {
    CompletableFuture<Reply> stage = post();
    rig.lose();
    assertEquals(LinkException.Reason.LINK_LOST, reasonOf(stage));
  }

  @Test
  void boundsTheRequestsThatWait() {
    for (int i = 0; i < PendingReplies.LIMIT; i++) {
      post();
    }
    assertEquals(LinkException.Reason.BUSY, reasonOf(post()));
    reply(idOf(0), 200);
    assertFalse(post().isDone());
  }

  @Test
  void refusesWhatThePlatformDoesNotTake() {
    String tenMegabytes = "{\"a\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}";
    for (RequestOptions options : List.of(RequestOptions.TRANSIENT, RequestOptions.DURABLE)) {
      CompletableFuture<Reply> stage =
          rig.door.link().request(POST, JsonText.of(tenMegabytes), options).toCompletableFuture();
      rig.time.settle();
      assertEquals(LinkException.Reason.TOO_LARGE, reasonOf(stage));
    }
    assertTrue(rig.queue.records.isEmpty());
    assertTrue(rig.transport().sent.isEmpty());
  }

  @Test
  void isAwayWhileItDoesNotKnowWhoItIs() {
    SessionRig nobody = new SessionRig(new DeviceIdentity("pk", ""));
    for (RequestOptions options : List.of(RequestOptions.TRANSIENT, RequestOptions.DURABLE)) {
      assertEquals(
          LinkException.Reason.OFFLINE,
          reasonOf(
              nobody.door.link().request(POST, JsonText.of("{}"), options).toCompletableFuture()));
    }
  }

  @Test
  void refusesRequestsWhileThereIsNoCodecAndKeepsRepliesUntilItIsBack() throws Exception {
    CompletableFuture<Reply> stage = post();
    rig.session.codec(null);
    assertEquals(LinkException.Reason.NO_CODEC, reasonOf(post()));
    reply(idOf(0), 200);
    assertFalse(stage.isDone());
    rig.session.codec(new SimpleCodec());
    rig.time.settle();
    assertTrue(stage.get().isSuccess());
    assertEquals(1, rig.transports.size());
  }

  @Test
  void tellsTheCallerOfAMethodThatIsNoneAndForgetsTheRequest() {
    rig.session.codec(
        new SimpleCodec() {
          @Override
          public String formatTopic(AlinkTopic topic) {
            throw new IllegalArgumentException("no method");
          }
        });
    for (RequestOptions options : List.of(RequestOptions.TRANSIENT, RequestOptions.DURABLE)) {
      assertThrows(IllegalArgumentException.class, () -> post(options));
    }
    rig.leap(100);
    assertEquals(0, rig.time.waiting());
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void rawBytesAreForListenersOnly() {
    List<String> heard = new ArrayList<>();
    rig.door.subscribe("/sys/pk/dn/thing/model/down_raw", m -> heard.add(m.topic()));
    rig.transport().deliver("/sys/pk/dn/thing/model/down_raw", new byte[] {(byte) 0xff, 0});
    rig.leap(60);
    assertEquals(1, heard.size());
    assertTrue(rig.transport().sent.isEmpty());
  }

  @Test
  void subscribesToTheReplyTopicOnceAndAgainOnTheNextLink() {
    post();
    post();
    List<List<String>> subscribed = rig.transport().subscribed;
    assertEquals(
        List.of(
            List.of(
                "/sys/pk/dn/rrpc/request/+",
                "/sys/pk/dn/thing/bootstrap/notify",
                "/ext/error/pk/dn"),
            List.of(TOPIC + "_reply")),
        subscribed);
    rig.lose();
    rig.leap(6);
    rig.accept();
    assertEquals(1, rig.transport().subscribed.size());
    assertEquals(4, rig.transport().subscribed.get(0).size());
  }

  @Test
  void aReplyCountsOnlyOnTheTopicOfItsRequest() throws Exception {
    CompletableFuture<Reply> stage = post();
    for (String other : new String[] {"thing/config/get_reply", "thing/event/alarm/post_reply"}) {
      rig.transport().deliver("/sys/pk/dn/" + other, "{\"id\":\"" + idOf(0) + "\",\"code\":500}");
    }
    rig.time.settle();
    assertFalse(stage.isDone());
    reply(idOf(0), 200);
    assertTrue(stage.get().isSuccess());
  }

  @Test
  void aReplyWithoutACodeIsNone() throws Exception {
    CompletableFuture<Reply> stage = post();
    rig.transport().deliver(TOPIC + "_reply", "{\"id\":\"" + idOf(0) + "\",\"data\":{}}");
    rig.time.settle();
    assertFalse(stage.isDone());
    rig.leap(10);
    assertEquals(LinkException.Reason.NO_REPLY, reasonOf(stage));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/pk/dn/user/a\nb", "/pk/dn/user/\0", "/pk/dn/user/\ufeff"})
  void refusesATopicThatWouldEndTheLink(String topic) {
    assertThrows(
        IllegalArgumentException.class,
        () -> rig.door.publish(new Message(topic, new byte[0]), Delivery.DURABLE));
    assertThrows(IllegalArgumentException.class, () -> rig.door.subscribe(topic, message -> {}));
  }

  @Test
  void ignoresWhatIsNoEnvelope() throws Exception {
    CompletableFuture<Reply> stage = post();
    rig.transport().deliver(TOPIC + "_reply", new byte[] {(byte) 0xff, (byte) 0xfe, '{'});
    rig.transport().deliver(TOPIC + "_reply", "");
    rig.transport().deliver(TOPIC + "_reply", "[1,2");
    rig.transport().deliver(TOPIC + "_reply", new byte[10 * 1024 * 1024]);
    rig.transport().deliver("", "{}");
    rig.transport().deliver("/sys//", "{}");
    reply(idOf(0), 200);
    assertTrue(stage.get().isSuccess());
  }

  @Test
  void failsEverythingWhenItCloses() {
    CompletableFuture<Reply> sent = post();
    rig.transport().acknowledging = false;
    CompletableFuture<Reply> queued = post(RequestOptions.DURABLE);
    rig.time.settle();
    rig.session.close();
    rig.time.settle();
    assertEquals(LinkException.Reason.LINK_LOST, reasonOf(sent));
    assertEquals(LinkException.Reason.CLOSED, reasonOf(queued));
    assertEquals(1, rig.queue.records.size());
    assertEquals(LinkException.Reason.OFFLINE, reasonOf(post()));
  }

  @Test
  void publishesRawBytesAndListensToThem() throws Exception {
    List<String> heard = new ArrayList<>();
    rig.door.subscribe("/pk/dn/user/+", message -> heard.add(message.topic()));
    rig.door.subscribe("/pk/dn/user/get", message -> heard.add("exact " + message.topic()));
    rig.transport().deliver("/pk/dn/user/get", "raw");
    rig.transport().deliver("/pk/dn/user/get/more", "raw");
    rig.time.settle();
    assertEquals(List.of("exact /pk/dn/user/get", "/pk/dn/user/get"), heard);
    byte[] payload = "x".getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> sent =
        rig.door
            .publish(new Message("/pk/dn/user/update", payload), Delivery.TRANSIENT)
            .toCompletableFuture();
    rig.time.settle();
    sent.get();
    assertEquals(List.of("x"), rig.transport().sentOn("/pk/dn/user/update"));
    assertThrows(
        IllegalArgumentException.class,
        () -> rig.door.publish(new Message("/a/+", payload), Delivery.TRANSIENT));
    assertThrows(IllegalArgumentException.class, () -> rig.door.subscribe("/a#", message -> {}));
  }

  @Test
  void takesASubscriptionBackWithItsLastListener() {
    var one = rig.door.subscribe("/pk/dn/user/get", message -> {});
    var two = rig.door.subscribe("/pk/dn/user/get", message -> {});
    one.close();
    one.close();
    assertTrue(rig.transport().unsubscribed.isEmpty());
    two.close();
    assertEquals(List.of(List.of("/pk/dn/user/get")), rig.transport().unsubscribed);
  }

  @Test
  void keepsTheSubscriptionOfAHandlerWhenAListenerGoes() {
    String topic = "/sys/pk/dn/thing/service/property/set";
    rig.door
        .link()
        .answer(
            "thing.service.property.set",
            request -> CompletableFuture.completedFuture(Reply.success()));
    rig.door.subscribe(topic, message -> {}).close();
    assertTrue(rig.transport().unsubscribed.isEmpty());
    rig.lose();
    rig.leap(61);
    rig.accept();
    assertTrue(rig.transport().subscribed.stream().anyMatch(filters -> filters.contains(topic)));
  }

  @Test
  void aSlowListenerDoesNotHoldUpReplies() throws Exception {
    rig.door.subscribe(
        "/pk/dn/user/get",
        message -> {
          throw new IllegalStateException("bad listener");
        });
    CompletableFuture<Reply> stage = post();
    rig.transport().deliver("/pk/dn/user/get", "raw");
    reply(idOf(0), 200);
    assertTrue(stage.get().isSuccess());
  }
}
