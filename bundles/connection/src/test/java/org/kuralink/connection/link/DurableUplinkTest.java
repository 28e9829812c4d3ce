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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.connection.FakeQueue;
import org.kuralink.connection.FakeTransport;
import org.kuralink.connection.SessionRig;

class DurableUplinkTest {

  private static final String TOPIC = "/pk/dn/user/update";

  private final SessionRig rig = SessionRig.online();

  private CompletableFuture<Void> publish(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> stage =
        rig.door.publish(new Message(TOPIC, payload), Delivery.DURABLE).toCompletableFuture();
    rig.time.settle();
    return stage;
  }

  private static LinkException.Reason reasonOf(CompletableFuture<?> stage) {
    ExecutionException failure = assertThrows(ExecutionException.class, stage::get);
    return assertInstanceOf(LinkException.class, failure.getCause()).reason();
  }

  private void reconnect() {
    rig.leap(61);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void leavesTheQueueAtItsAcknowledgement() {
    rig.transport().acknowledging = false;
    CompletableFuture<Void> stage = publish("a");
    FakeTransport.Sent sent = rig.transport().sent.get(0);
    assertEquals(1, sent.qos());
    assertEquals(1, rig.door.status().queue().messages());
    assertFalse(stage.isDone());
    sent.done().complete(null);
    rig.time.settle();
    assertTrue(stage.isDone() && !stage.isCompletedExceptionally());
    assertEquals(0, rig.door.status().queue().messages());
  }

  @Test
  void takesMessagesWhileOfflineAndSendsThemInOrder() {
    rig.lose();
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    for (String text : List.of("a", "b", "c")) {
      stages.add(publish(text));
    }
    assertTrue(rig.transport().sent.isEmpty());
    reconnect();
    assertEquals(List.of("a", "b", "c"), rig.transport().sentOn(TOPIC));
    stages.forEach(stage -> assertTrue(stage.isDone()));
  }

  @Test
  void sendsAgainInOrderWhatWasNotAcknowledged() {
    rig.transport().acknowledging = false;
    List.of("a", "b", "c", "d").forEach(this::publish);
    rig.transport().sent.get(1).done().complete(null);
    rig.time.settle();
    rig.lose();
    reconnect();
    assertEquals(List.of("a", "c", "d"), rig.transport().sentOn(TOPIC));
    assertEquals(0, rig.door.status().queue().messages());
  }

  @Test
  void sendsWhatAFormerLifeLeft() {
    SessionRig next = new SessionRig();
    next.queue.append(TOPIC, "left".getBytes(StandardCharsets.UTF_8));
    next.configure();
    next.accept();
    assertEquals(List.of("left"), next.transport().sentOn(TOPIC));
    assertTrue(next.queue.records.isEmpty());
  }

  @Test
  void keepsNoMoreThanItsWindowInFlight() {
    rig.transport().acknowledging = false;
    for (int i = 0; i < Backlog.WINDOW + 100; i++) {
      publish("m" + i);
    }
    assertEquals(Backlog.WINDOW, rig.transport().sent.size());
    for (int i = 0; i < 10; i++) {
      rig.transport().sent.get(i).done().complete(null);
    }
    rig.time.settle();
    assertEquals(Backlog.WINDOW + 10, rig.transport().sent.size());
  }

  @Test
  void waitsAMomentWhenTheTransportIsBusy() {
    rig.transport().busy = true;
    CompletableFuture<Void> stage = publish("a");
    assertFalse(stage.isDone());
    rig.transport().busy = false;
    rig.leap(1);
    assertTrue(stage.isDone());
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void givesUpALinkThatDoesNotAcknowledge() {
    rig.transport().acknowledging = false;
    publish("a");
    rig.transport()
        .sent
        .get(0)
        .done()
        .completeExceptionally(
            new org.kuralink.api.line.LineException(
                Cause.TIMEOUT, "no acknowledgement within 30 s"));
    rig.time.settle();
    assertEquals(SessionState.WAITING, rig.state());
    assertEquals(Cause.HALF_OPEN, rig.door.status().fault().orElseThrow().cause());
    reconnect();
    assertEquals(List.of("a"), rig.transport().sentOn(TOPIC));
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void aPlatformThatNeverAcknowledgesCostsNoMessage() {
    rig.transport().acknowledging = false;
    for (int i = 0; i < 10; i++) {
      publish("message " + i);
      rig.leap(10);
      List<FakeTransport.Sent> sent = rig.transport().sent;
      assertFalse(sent.isEmpty());
      sent.get(0)
          .done()
          .completeExceptionally(
              new org.kuralink.api.line.LineException(
                  Cause.TIMEOUT, "no acknowledgement within 30 s"));
      rig.time.settle();
      for (int second = 0; second < 120 && rig.state() != SessionState.CONNECTING; second++) {
        rig.leap(1);
      }
      assertEquals(SessionState.CONNECTING, rig.state());
      rig.transport().acknowledging = false;
      rig.accept();
    }
    assertEquals(10, rig.queue.records.size());
  }

  @Test
  void tellsWhoWaitsForAMessageThatTheQueueDropped() {
    rig.lose();
    CompletableFuture<Void> first = publish("a");
    CompletableFuture<Void> second = publish("b");
    rig.queue.dropOldest();
    rig.time.settle();
    assertEquals(LinkException.Reason.DROPPED, reasonOf(first));
    assertFalse(second.isDone());
  }

  @Test
  void theDeadlineOfAReplyBeginsAtTheAcknowledgement() {
    rig.lose();
    CompletableFuture<Reply> stage =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.EMPTY_OBJECT, RequestOptions.DURABLE)
            .toCompletableFuture();
    rig.leap(1000);
    assertFalse(stage.isDone());
    rig.accept();
    assertEquals(1, rig.transport().sent.size());
    rig.leap(9);
    assertFalse(stage.isDone());
    rig.leap(1);
    assertEquals(LinkException.Reason.NO_REPLY, reasonOf(stage));
  }

  @Test
  void aQueueThatDoesNotOpenIsTriedAgainAtTheNextAttempt() {
    rig.session.close();
    SessionRig next = new SessionRig();
    next.queueFailure = Optional.of(SessionRig.queueFailure("the disk is full"));
    next.configure();
    next.accept();
    byte[] payload = {1};
    CompletableFuture<Void> refused =
        next.door.publish(new Message(TOPIC, payload), Delivery.DURABLE).toCompletableFuture();
    next.time.settle();
    assertEquals(LinkException.Reason.STORAGE, reasonOf(refused));
    next.queueFailure = Optional.empty();
    next.lose();
    next.leap(61);
    next.accept();
    CompletableFuture<Void> taken =
        next.door.publish(new Message(TOPIC, payload), Delivery.DURABLE).toCompletableFuture();
    next.time.settle();
    assertTrue(taken.isDone() && !taken.isCompletedExceptionally());
  }

  @Test
  void aQueueThatDoesNotOpenIsTriedAgainWhileTheSessionIsOnline() {
    rig.session.close();
    SessionRig next = new SessionRig();
    next.queueFailure = Optional.of(SessionRig.queueFailure("the disk is full"));
    next.configure();
    next.accept();
    next.leap(59);
    int tries = next.queuesOpened;
    next.queueFailure = Optional.empty();
    next.leap(1);
    assertEquals(tries + 1, next.queuesOpened);
    CompletableFuture<Void> taken =
        next.door
            .publish(new Message(TOPIC, new byte[] {1}), Delivery.DURABLE)
            .toCompletableFuture();
    next.time.settle();
    assertTrue(taken.isDone() && !taken.isCompletedExceptionally());
    assertEquals(SessionState.ONLINE, next.state());
    next.leap(600);
    assertEquals(tries + 1, next.queuesOpened);
  }

  @Test
  void aFullDiskIsAFaultAndCountedAsLongAsItLasts() {
    rig.queue.failure = Optional.of(SessionRig.queueFailure("no space left"));
    assertEquals(LinkException.Reason.STORAGE, reasonOf(publish("a")));
    assertEquals(LinkException.Reason.STORAGE, reasonOf(publish("b")));
    assertEquals(2, rig.door.status().queue().refused());
    assertEquals(Cause.STORAGE, rig.door.status().fault().orElseThrow().cause());
    assertEquals(SessionState.ONLINE, rig.state());
    rig.queue.failure = Optional.empty();
    publish("c");
    assertTrue(rig.door.status().fault().isEmpty());
    assertEquals(2, rig.door.status().queue().refused());
  }

  @Test
  void aQueueThatDoesNotOpenIsAFaultAsLongAsItLasts() {
    SessionRig next = new SessionRig();
    next.queueFailure = Optional.of(SessionRig.queueFailure("the disk is full"));
    next.configure();
    assertEquals(Cause.STORAGE, next.door.status().fault().orElseThrow().cause());
    next.queueFailure = Optional.empty();
    next.leap(60);
    assertTrue(next.door.status().queue().fault().isEmpty());
  }

  @Test
  void asksThePlatformForItsTimeOnceALinkIfTheQueueNeedsIt() {
    SessionRig next = new SessionRig();
    next.queue.needsTime = true;
    next.configure();
    next.accept();
    List<String> asked = next.transport().sentOn("/ext/ntp/pk/dn/request");
    assertEquals(1, asked.size());
    long sent = next.time.clock().millis();
    assertEquals("{\"deviceSendTime\":\"" + sent + "\"}", asked.get(0));
    next.leap(2);
    next.transport().deliver("/ext/ntp/pk/dn/response", "no time");
    next.transport()
        .deliver(
            "/ext/ntp/pk/dn/response",
            "{\"deviceSendTime\":\""
                + sent
                + "\",\"serverRecvTime\":\"5001000\",\"serverSendTime\":\"5003000\"}");
    next.time.settle();
    assertEquals(List.of(5_003_000L), next.queue.platformTimes);
  }

  @Test
  void aQueueThatFailsUnexpectedlyDoesNotKeepTheSessionDown() {
    SessionRig next = new SessionRig();
    next.queueFailure = Optional.of(new UncheckedIOException(new IOException("bad")));
    next.configure();
    next.accept();
    assertEquals(SessionState.ONLINE, next.state());
  }

  @Test
  void anotherQueueKnowsNothingOfTheMessagesOfTheFormer() {
    rig.transport().acknowledging = false;
    CompletableFuture<Void> former = publish("former 1");
    publish("former 2");
    FakeQueue formerQueue = rig.queue;
    rig.queue = new FakeQueue();
    rig.configure("queue.directory", "elsewhere");
    assertTrue(former.isDone());
    assertEquals(LinkException.Reason.CLOSED, reasonOf(former));
    CompletableFuture<Void> mine = publish("mine");
    assertEquals(List.of("former 1", "former 2", "mine"), rig.transport().sentOn(TOPIC));
    rig.transport().sent.get(0).done().complete(null);
    rig.time.settle();
    assertFalse(mine.isDone());
    assertEquals(1, rig.queue.records.size());
    rig.transport().sent.get(2).done().complete(null);
    rig.time.settle();
    assertTrue(mine.isDone() && rig.queue.records.isEmpty());
    assertEquals(2, formerQueue.records.size());
  }

  @Test
  void isCarefulNoLongerWhenTheSuspectWasDropped() {
    rig.transport().acknowledging = false;
    publish("suspect");
    rig.lose();
    loseOnFirstMessage();
    rig.queue.dropOldest();
    for (String text : List.of("a", "b", "c")) {
      publish(text);
    }
    rig.leap(61);
    rig.transport().acknowledging = false;
    rig.accept();
    rig.leap(5);
    assertEquals(List.of("a"), rig.transport().sentOn(TOPIC));
    rig.transport().sent.get(0).done().complete(null);
    rig.time.settle();
    assertEquals(List.of("a", "b", "c"), rig.transport().sentOn(TOPIC));
  }

  @Test
  void setsAsideAMessageForWhoseSakeThePlatformClosesEachLink() {
    rig.transport().acknowledging = false;
    publish("poison");
    publish("good");
    rig.lose();
    loseOnFirstMessage();
    for (int careful = 0; careful < 2; careful++) {
      rig.leap(61);
      rig.transport().acknowledging = false;
      rig.accept();
      rig.time.settle();
      assertTrue(rig.transport().sent.isEmpty(), "quiet at first");
      rig.leap(5);
      assertEquals(List.of("poison"), rig.transport().sentOn(TOPIC), "alone");
      rig.lose();
    }
    assertEquals(List.of(1L), rig.queue.deadLetters);
    reconnect();
    assertEquals(List.of("good"), rig.transport().sentOn(TOPIC));
    assertTrue(rig.queue.records.isEmpty());
  }

  private void loseOnFirstMessage() {
    rig.leap(61);
    rig.transport().acknowledging = false;
    rig.accept();
    rig.lose();
  }

  @Test
  void losesNothingToABrokerThatAcceptsAndKicks() {
    rig.lose();
    for (int i = 0; i < 50; i++) {
      publish("m" + i);
    }
    for (int kick = 0; kick < 100; kick++) {
      loseOnFirstMessage();
    }
    assertTrue(rig.queue.deadLetters.isEmpty());
    assertEquals(50, rig.queue.records.size());
    reconnect();
    rig.leap(6);
    assertTrue(rig.queue.records.isEmpty());
    assertEquals(50, rig.transport().sentOn(TOPIC).size());
  }
}
