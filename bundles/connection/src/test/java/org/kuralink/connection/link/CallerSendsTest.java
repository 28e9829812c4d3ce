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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.AlinkMessage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MalformedMessageException;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.connection.FakeTransport.Sent;
import org.kuralink.connection.SessionRig;
import org.kuralink.connection.SimpleCodec;

/** Durable messages that are sent on the thread of their publisher. */
class CallerSendsTest {

  private static final String TOPIC = "/pk/dn/user/update";
  private static final String POST = "/sys/pk/dn/thing/event/property/post";

  private final SessionRig rig = SessionRig.online();

  private CompletableFuture<Void> publish(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    return rig.door.publish(new Message(TOPIC, payload), Delivery.DURABLE).toCompletableFuture();
  }

  private List<String> sent() {
    return rig.transport().sentOn(TOPIC);
  }

  @Test
  void aMessageLeavesAtOnceWhileTheSessionHasNothingElseToDo() {
    rig.transport().acknowledging = false;
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      stages.add(publish("m" + i));
      assertEquals(i, sent().size());
    }
    rig.transport().sent.forEach(one -> one.done().complete(null));
    assertFalse(stages.get(0).isDone(), "who publishes tells nobody anything");
    rig.time.settle();
    stages.forEach(stage -> assertTrue(stage.isDone()));
    assertEquals(0, rig.kept());
  }

  @Test
  void aCallerSendsAFewMessagesAndLeavesTheOthersToTheSessionsThread() {
    rig.transport().acknowledging = false;
    for (int i = 1; i <= 20; i++) {
      rig.queue.append(TOPIC, ("m" + i).getBytes(StandardCharsets.UTF_8));
    }
    publish("m21");
    assertEquals(4, sent().size());
    rig.time.settle();
    assertEquals(IntStream.rangeClosed(1, 21).mapToObj(i -> "m" + i).toList(), sent());
  }

  @Test
  void whatTheSessionsThreadIsToDoIsNotOvertaken() {
    rig.transport().busyFor.set(1);
    publish("1");
    publish("2");
    assertEquals(List.of(), sent());
    rig.leap(1);
    publish("3");
    assertEquals(List.of("1", "2", "3"), sent());
  }

  @Test
  void anInterruptedCallerLeavesItToTheSessionsThread() {
    rig.queue.times =
        sequence -> {
          Thread.currentThread().interrupt();
          return 0;
        };
    CompletableFuture<Void> stage = publish("a");
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), sent());
    rig.time.settle();
    assertEquals(List.of("a"), sent());
    assertTrue(stage.isDone());
  }

  @Test
  void aCallerDoesNotWaitForTheSessionsThread() throws Exception {
    rig.lose();
    publish("1");
    rig.leap(61);
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    rig.transport().publishing =
        () -> {
          if (first.getAndSet(false)) {
            sending.countDown();
            await(goOn);
          }
        };
    CompletableFuture<Void> session = CompletableFuture.runAsync(rig::accept);
    await(sending);
    CompletableFuture<Void> stage = publish("2");
    assertFalse(stage.isDone());
    assertEquals(List.of(), sent());
    goOn.countDown();
    session.get(1, TimeUnit.MINUTES);
    rig.time.settle();
    assertEquals(List.of("1", "2"), sent());
    assertTrue(stage.isDone());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void manyCallersAndTheSessionsThreadSendInTheOrderOfTheQueue() throws Exception {
    rig.transport().acknowledging = false;
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> session =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                rig.time.settle();
                Thread.onSpinWait();
              }
            });
    List<Thread> callers =
        IntStream.range(0, 4)
            .mapToObj(
                caller ->
                    new Thread(
                        () -> IntStream.range(0, 200).forEach(i -> publish(caller + ":" + i))))
            .toList();
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join(60_000);
    }
    over.set(true);
    session.get(1, TimeUnit.MINUTES);
    rig.time.settle();
    List<String> queued =
        rig.queue.records.values().stream()
            .map(record -> new String(record.payload(), StandardCharsets.UTF_8))
            .toList();
    assertEquals(800, queued.size());
    assertEquals(queued, sent());
  }

  /** The only message that was sent there, without its confirmation. */
  private Sent unconfirmed(String topic) {
    return rig.transport().sent.stream()
        .filter(one -> one.topic().equals(topic))
        .reduce((one, other) -> fail("more than one"))
        .orElseThrow();
  }

  private void reply(Sent message) {
    String id = JsonParser.parseString(message.text()).getAsJsonObject().get("id").getAsString();
    rig.transport().deliver(POST + "_reply", "{\"id\":\"" + id + "\",\"code\":200,\"data\":{}}");
    rig.time.settle();
  }

  @Test
  void aConfirmationThatComesBehindTheReplyWakesNobody() {
    rig.transport().acknowledging = false;
    CompletableFuture<Reply> stage =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.of("{}"), RequestOptions.DURABLE)
            .toCompletableFuture();
    reply(unconfirmed(POST));
    assertTrue(stage.isDone());
    unconfirmed(POST).done().complete(null);
    publish("1");
    assertEquals(List.of("1"), sent(), "the session's thread was woken, and is not lent");
    assertEquals(1, rig.kept());
  }

  @Test
  void whoHearsOfAMessageTakesThatInWithoutTheSessionsThread() {
    rig.transport().acknowledging = false;
    for (int i = 0; i < 3; i++) {
      rig.transport().sent.clear();
      rig.door
          .link()
          .request("thing.event.property.post", JsonText.of("{}"), RequestOptions.DURABLE);
      unconfirmed(POST).done().complete(null);
      publish("at once " + i);
      assertEquals(List.of("at once " + i), sent(), "the session's thread was woken");
      unconfirmed(TOPIC).done().complete(null);
      rig.time.settle();
      assertEquals(1, rig.queue.records.size());
      reply(unconfirmed(POST));
      assertEquals(0, rig.queue.records.size(), "later than the reply");
    }
  }

  @Test
  void theDeadlineOfARequestBeginsWithItsConfirmationWhoeverTakesThatIn() {
    rig.transport().acknowledging = false;
    Duration half = Duration.ofMillis(Wakeup.WHILE_MILLIS / 2);
    CompletableFuture<Reply> stage =
        rig.door
            .link()
            .request(
                "thing.event.property.post", JsonText.of("{}"), RequestOptions.DURABLE.within(half))
            .toCompletableFuture();
    rig.time.leap(Duration.ofMinutes(1));
    unconfirmed(POST).done().complete(null);
    rig.time.leap(half.minusMillis(1));
    assertFalse(stage.isDone());
    rig.time.leap(Duration.ofMillis(1));
    assertTrue(stage.isCompletedExceptionally());
    assertEquals(1, rig.kept());
  }

  @Test
  void whileMuchIsReportedTheSessionsThreadTakesItInTogether() {
    rig.transport().acknowledging = false;
    for (int i = 0; i < Wakeup.LITTLE; i++) {
      rig.door
          .link()
          .request("thing.event.property.post", JsonText.of("{}"), RequestOptions.DURABLE);
    }
    List.copyOf(rig.transport().sent).forEach(this::reply);
    rig.door.link().request("thing.event.property.post", JsonText.of("{}"), RequestOptions.DURABLE);
    reply(rig.transport().sent.get(Wakeup.LITTLE));
    assertEquals(1, rig.queue.records.size());
    assertEquals(0, rig.kept());
  }

  @Test
  void aRequestThatLeavesAtOnceIsNotReadAgain() {
    AtomicInteger read = new AtomicInteger();
    rig.session.codec(
        new SimpleCodec() {
          @Override
          public AlinkMessage decode(byte[] payload) throws MalformedMessageException {
            read.incrementAndGet();
            return super.decode(payload);
          }
        });
    rig.transport().acknowledging = false;
    CompletableFuture<Reply> stage =
        rig.door
            .link()
            .request("thing.event.property.post", JsonText.of("{}"), RequestOptions.DURABLE)
            .toCompletableFuture();
    assertEquals(0, read.get());
    reply(unconfirmed(POST));
    assertTrue(stage.isDone());
    assertEquals(1, read.get(), "the reply alone");
    assertEquals(0, rig.kept());
  }

  @Test
  void whoWaitsForAConfirmationIsToldAtOnceThoughTheReplyWasThereBefore() {
    rig.transport().acknowledging = false;
    byte[] post = "{\"id\":\"7\",\"params\":{}}".getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> stage =
        rig.door.publish(new Message(POST, post), Delivery.DURABLE).toCompletableFuture();
    reply(unconfirmed(POST));
    assertTrue(stage.isDone());
  }

  @Test
  void aQueueThatCannotBeReadFailsNoCaller() {
    rig.queue.unreadable = Optional.of(SessionRig.queueFailure("unreadable"));
    CompletableFuture<Void> stage = publish("a");
    assertFalse(stage.isDone());
    rig.time.settle();
    rig.queue.unreadable = Optional.empty();
    rig.leap(10);
    assertEquals(List.of("a"), sent());
    assertTrue(stage.isDone());
  }
}
