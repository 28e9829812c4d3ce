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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.Topology;

/** Messages of a sub-device are sent when replies to them can be received. */
class SubDeviceSubscriptionTest extends SubDeviceFixture {

  private static final String MODEL = "thing.dsltemplate.get";
  private static final String MODEL_PATH = "thing/dsltemplate/get";
  private static final String SHADOW = "/shadow/get/{productKey}/{deviceName}";

  /** Online before there is a gateway capability, so that the platform subscribes nothing. */
  private Topology startUnaided() {
    rig.configure();
    rig.accept();
    rig.session.service().gateway(Optional.of(capability));
    rig.time.settle();
    rig.transport().answering = false;
    return capability.open.get(0);
  }

  private CompletableFuture<Reply> ask(DeviceIdentity device, String method) {
    CompletableFuture<Reply> reply =
        rig.door.link(device).request(method, JsonText.EMPTY_OBJECT).toCompletableFuture();
    rig.time.settle();
    return reply;
  }

  private CompletableFuture<Void> publish(String topic, String text, Delivery delivery) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> sent =
        rig.door.link(ONE).publish(new Message(topic, payload), delivery).toCompletableFuture();
    rig.time.settle();
    return sent;
  }

  private void answerAll() {
    rig.transport().answerAll();
    rig.time.settle();
  }

  private List<String> topicsOf(DeviceIdentity device) {
    return rig.transport().sent.stream()
        .map(FakeTransport.Sent::topic)
        .filter(topic -> topic.contains("/" + device))
        .toList();
  }

  private static LinkException.Reason reason(CompletableFuture<?> failed) {
    Throwable cause = assertThrows(CompletionException.class, failed::join).getCause();
    return assertInstanceOf(LinkException.class, cause).reason();
  }

  @Test
  void aRequestLeavesWhenItsReplyCanBeHeard() {
    Topology topology = startUnaided();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> reply = ask(ONE, MODEL);

    assertEquals(List.of(), topicsOf(ONE));
    answerAll();

    assertEquals(List.of(topic(ONE, MODEL_PATH)), topicsOf(ONE));
    rig.transport().deliver(topic(ONE, MODEL_PATH + "_reply"), replyTo(0));
    rig.time.settle();
    assertTrue(reply.join().isSuccess());
  }

  private String replyTo(int index) {
    String text = rig.transport().sent.get(index).text();
    String id = text.replaceAll(".*\"id\":\"([0-9]+)\".*", "$1");
    return "{\"id\":\"" + id + "\",\"code\":200,\"data\":{}}";
  }

  @Test
  void whereThePlatformSubscribesNothingWaits() {
    Topology topology = start();
    rig.transport().answering = false;
    topology.loggedIn(ONE);
    ask(ONE, MODEL);
    publish(topic(ONE, "thing/event/property/post"), "{\"id\":\"1\"}", Delivery.DURABLE);

    assertEquals(
        List.of(topic(ONE, MODEL_PATH), topic(ONE, "thing/event/property/post")), topicsOf(ONE));
  }

  @Test
  void nothingWaitsForWhatIsAskedForAlthoughThePlatformSubscribesIt() {
    Topology topology = start();
    topology.subscribeExplicitly(true);
    rig.transport().answering = false;
    topology.loggedIn(ONE);
    ask(ONE, MODEL);

    assertEquals(List.of(topic(ONE, MODEL_PATH)), topicsOf(ONE));
  }

  @Test
  void whatADeviceSaysKeepsItsOrderAndHoldsUpNoOtherDevice() {
    Topology topology = startUnaided();
    rig.transport().answering = true;
    rig.door.subscribeAll(SHADOW, (link, message) -> {});
    topology.loggedIn(TWO);
    ask(TWO, MODEL);
    rig.transport().answering = false;
    topology.loggedIn(ONE);
    publish("/shadow/update/sub/one", "get", Delivery.ACKNOWLEDGED);
    ask(ONE, MODEL);
    publish("/sub/one/user/up", "up", Delivery.TRANSIENT);
    ask(TWO, MODEL);

    assertEquals(List.of(), topicsOf(ONE));
    assertEquals(2, topicsOf(TWO).size());
    rig.transport().answerNext();
    rig.time.settle();
    assertEquals(List.of(), topicsOf(ONE), "the model's reply would not be heard yet");
    answerAll();

    assertEquals(
        List.of("/shadow/update/sub/one", topic(ONE, MODEL_PATH), "/sub/one/user/up"),
        topicsOf(ONE));
  }

  @Test
  void whatThePlatformRefusesToLetUsHearHoldsUpNothing() {
    Topology topology = startUnaided();
    rig.transport().refused.add(topic(ONE, MODEL_PATH + "_reply"));
    topology.loggedIn(ONE);
    CompletableFuture<Reply> reply = ask(ONE, MODEL);
    answerAll();

    assertEquals(List.of(topic(ONE, MODEL_PATH)), topicsOf(ONE));
    rig.leap(11);
    assertEquals(LinkException.Reason.NO_REPLY, reason(reply));
    rig.transport().answering = false;
    rig.leap(30);
    ask(ONE, MODEL);
    assertEquals(2, topicsOf(ONE).size(), "it is asked for once more, which holds up nothing");
  }

  @Test
  void aSubscriptionThatIsNotAnsweredCostsARequestItsOwnTimeAndNothingMore() {
    Topology topology = startUnaided();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> model = ask(ONE, MODEL);
    CompletableFuture<Void> raw = publish("/sub/one/user/up", "up", Delivery.TRANSIENT);
    rig.leap(9);
    assertFalse(model.isDone());
    rig.leap(2);

    assertEquals(LinkException.Reason.NO_REPLY, reason(model));
    assertFalse(raw.isDone());
    answerAll();
    assertEquals(List.of("/sub/one/user/up"), topicsOf(ONE), "nobody waits for the model any more");
    assertTrue(raw.isDone());
  }

  @Test
  void aSubscriptionWithoutAnAnswerHoldsUpNothingOnceTheLineHasGivenItUp() {
    Topology topology = startUnaided();
    rig.transport().unanswered.add(topic(ONE, MODEL_PATH + "_reply"));
    rig.transport().unanswered.add("/shadow/get/sub/one");
    rig.door.subscribeAll(SHADOW, (link, message) -> {});
    topology.loggedIn(ONE);
    ask(ONE, MODEL);

    assertEquals(List.of(topic(ONE, MODEL_PATH)), topicsOf(ONE));
  }

  @Test
  void whatWaitsToBeHeardEndsWithTheSessionOfItsDevice() {
    Topology topology = startUnaided();
    topology.loggedIn(ONE);
    CompletableFuture<Reply> model = ask(ONE, MODEL);
    CompletableFuture<Void> raw = publish("/sub/one/user/up", "up", Delivery.TRANSIENT);
    topology.loggedOut(ONE);
    rig.time.settle();

    assertEquals(LinkException.Reason.OFFLINE, reason(model));
    assertEquals(LinkException.Reason.OFFLINE, reason(raw));
    answerAll();
    topology.loggedIn(ONE);
    rig.time.settle();
    assertEquals(List.of(), topicsOf(ONE));
  }

  @Test
  void theAnswerToAnEarlierSubscriptionIsNotTheOneThatIsWaitedFor() {
    Topology topology = startUnaided();
    rig.door.subscribeAll(SHADOW, (link, message) -> {});
    rig.transport().answerNext();
    topology.loggedIn(ONE);
    rig.time.settle();
    topology.loggedOut(ONE);
    rig.time.settle();
    topology.loggedIn(ONE);
    rig.time.settle();
    publish("/shadow/update/sub/one", "get", Delivery.ACKNOWLEDGED);
    rig.transport().answerNext();
    rig.time.settle();

    assertEquals(List.of(), topicsOf(ONE));
    rig.transport().answerNext();
    rig.time.settle();
    assertEquals(List.of("/shadow/update/sub/one"), topicsOf(ONE));
  }

  @Test
  void eachLineHasItsOwnSubscriptionsToWaitFor() {
    Topology topology = startUnaided();
    topology.loggedIn(ONE);
    ask(ONE, MODEL);
    FakeTransport first = rig.transport();
    first.answerAll();
    rig.time.settle();
    rig.subscribes = false;
    rig.lose();
    rig.leap(60);
    rig.accept();
    rig.transport().answering = false;
    topology.loggedIn(ONE);
    CompletableFuture<Reply> model = ask(ONE, MODEL);

    assertEquals(List.of(), topicsOf(ONE));
    rig.lose();
    assertEquals(LinkException.Reason.OFFLINE, reason(model));
    FakeTransport second = rig.transport();
    rig.leap(60);
    rig.accept();
    rig.transport().answering = false;
    topology.loggedIn(ONE);
    ask(ONE, MODEL);
    second.answerAll();
    rig.time.settle();
    assertEquals(List.of(), topicsOf(ONE), "what the line before brings late is nothing to it");
    answerAll();
    assertEquals(List.of(topic(ONE, MODEL_PATH)), topicsOf(ONE));
  }

  @Test
  void durableMessagesWaitInTheQueueUntilTheirRepliesCanBeHeard() {
    Topology topology = startUnaided();
    String post = topic(ONE, "thing/event/property/post");
    request(rig.door.link(ONE), RequestOptions.DURABLE);
    publish("/sub/one/user/up", "behind it", Delivery.DURABLE);
    rig.door.link(TWO);
    topology.loggedIn(ONE);
    rig.time.settle();

    assertEquals(List.of(), topicsOf(ONE));
    assertEquals(2, rig.queue.records.size());
    assertTrue(
        rig.transport().subscribed.stream().anyMatch(each -> each.contains(post + "_reply")));
    request(rig.door.link(), RequestOptions.DURABLE);
    assertEquals(
        List.of(topic(new DeviceIdentity("pk", "dn"), "thing/event/property/post")),
        rig.transport().sent.stream().map(FakeTransport.Sent::topic).toList());
    answerAll();

    assertEquals(List.of(post, "/sub/one/user/up"), topicsOf(ONE));
  }

  @Test
  void severalPostsOfADeviceLeaveTogetherWhenTheReplyToABatchCanBeHeard() {
    rig.properties.put("uplink.rate", 1000);
    Topology topology = startUnaided();
    for (int i = 0; i < 4; i++) {
      request(rig.door.link(ONE), RequestOptions.DURABLE);
    }
    topology.loggedIn(ONE);
    rig.time.settle();
    rig.transport().answerNext();
    rig.leap(1);

    String post = topic(ONE, "thing/event/property/post");
    assertEquals(List.of(post), topicsOf(ONE));
    answerAll();
    rig.leap(1);
    assertEquals(List.of(post, topic(ONE, "thing/event/property/batch/post")), topicsOf(ONE));
  }

  @Test
  void moreMessagesThanMayWaitToBeHeardAreRefused() {
    Topology topology = startUnaided();
    rig.door.subscribeAll(SHADOW, (link, message) -> {});
    topology.loggedIn(ONE);
    List<CompletableFuture<Void>> sent =
        Stream.generate(() -> publish("/sub/one/user/up", "up", Delivery.TRANSIENT))
            .limit(1001)
            .toList();

    assertEquals(LinkException.Reason.BUSY, reason(sent.get(1000)));
    answerAll();
    assertEquals(1000, topicsOf(ONE).size());
    assertTrue(sent.subList(0, 1000).stream().allMatch(CompletableFuture::isDone));
  }
}
