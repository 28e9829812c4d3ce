/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.mqtt.LineFixture.await;
import static org.kuralink.mqtt.LineFixture.failure;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.eclipse.paho.client.mqttv3.internal.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.OpenLine;

/** Known defects of Paho, one test each. */
class PahoTrapsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = FakeBroker.plain();
  }

  @AfterEach
  void stop() throws Exception {
    link.close();
    broker.close();
  }

  /** Paho makes a log for each message, by the name of a class, at the cost of its caller. */
  @Test
  void makesNoLogForEachMessage() throws Exception {
    Field log = Token.class.getDeclaredField("log");
    log.setAccessible(true);
    assertSame(PahoLog.ALL, log.get(new Token("client")));
  }

  /** Waiting for a token inside a callback dead-locks Paho; here the wait ends at our limit. */
  @Test
  void recoversWhenAHandlerWaitsForItsOwnPublish() throws Exception {
    CompletableFuture<Cause> waited = new CompletableFuture<>();
    CountDownLatch waiting = new CountDownLatch(1);
    LineEvents events =
        new LineEvents() {
          @Override
          public void traced(String words) {
            link.traced(words);
          }

          @Override
          public void received(String topic, byte[] payload, boolean again) {
            if (topic.equals("/wait")) {
              CompletableFuture<Void> published = link.publish("/t", 1).toCompletableFuture();
              waiting.countDown();
              waited.complete(causeOf(published));
            }
            link.received(topic, payload, again);
          }

          @Override
          public void lost(Cause cause, String message) {
            link.lost(cause, message);
          }
        };
    CompletionStage<Boolean> opened =
        link.open(LineFixture.login("tcp", broker.port()), LineFixture.settings(), events);
    FakeBroker.Peer peer = broker.welcome();
    await(opened);
    peer.publish("/wait", "", 0);
    peer.publish("/next", "x", 0);
    waiting.await();
    peer.acknowledge(0x40, peer.expect(FakeBroker.PUBLISH));
    link.time.leap(Duration.ofSeconds(6));

    assertEquals(Cause.TIMEOUT, await(waited));
    assertEquals("/wait ", link.nextReceived());
    assertEquals("/next x", link.nextReceived());
    assertNull(link.lost.poll());
  }

  private static Cause causeOf(CompletableFuture<Void> published) {
    try {
      published.get();
      throw new AssertionError("cannot complete while this thread waits");
    } catch (ExecutionException e) {
      return ((LineException) e.getCause()).cause();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Paho pings only when nothing is written, so a writing application never notices silence. */
  @Test
  void noticesAHalfOpenLinkThoughTheApplicationKeepsPublishing() throws Exception {
    link.opened(broker).swallow();
    int seconds = 0;
    while (link.lost.isEmpty() && seconds < 100) {
      link.publish("/t", 0);
      link.time.leap(SECOND);
      seconds++;
    }

    assertTrue(String.valueOf(link.nextLost()).startsWith("HALF_OPEN"));
    assertTrue(seconds <= 45, seconds + " s");
  }

  /** An application that only listens must notice as well. */
  @Test
  void noticesAHalfOpenLinkThoughNobodyPublishes() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    link.time.leap(Duration.ofSeconds(30));
    peer.expect(FakeBroker.PINGREQ);
    assertTrue(link.lost.isEmpty());
    link.time.leap(Duration.ofSeconds(15));

    assertTrue(String.valueOf(link.nextLost()).startsWith("HALF_OPEN"));
  }

  @Test
  void keepsALinkThatAnswersPings() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    for (int i = 0; i < 20; i++) {
      link.time.leap(Duration.ofSeconds(15));
      peer.expect(FakeBroker.PINGREQ);
      peer.send(0xd0);
      peer.publish("/seen", "" + i, 0);
      assertEquals("/seen " + i, link.nextReceived());
    }
    assertTrue(link.lost.isEmpty());
  }

  /** An answer to a ping that Paho no longer counts would end the link. */
  @Test
  void sendsNoSecondPingWhileOneIsUnanswered() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    link.time.leap(Duration.ofSeconds(30));
    peer.expect(FakeBroker.PINGREQ);
    peer.send(0xd0);
    peer.publish("/seen", "", 0);
    assertEquals("/seen ", link.nextReceived());
    link.time.leap(Duration.ofSeconds(20));
    peer.expect(FakeBroker.PINGREQ);
    peer.send(0xd0);
    peer.publish("/seen", "", 0);
    assertEquals("/seen ", link.nextReceived());
    assertTrue(link.lost.isEmpty());
  }

  /** A stalled line blocks Paho's sender in the middle of a message; nobody else may block. */
  @Test
  void limitsPublishesAndNoticesTheEndOfAStalledLine() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    Set<Thread> threads = LineFixture.pahoThreads();
    List<CompletionStage<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stages.add(link.line.publish("/t", new byte[5_000_000], 1));
    }
    assertTrue(failure(link.publish("/t", 1)).busy());
    link.time.leap(Duration.ofSeconds(6));
    for (CompletionStage<Void> stage : stages) {
      assertEquals(Cause.TIMEOUT, failure(stage).cause());
    }
    link.time.leap(Duration.ofSeconds(39));

    assertTrue(String.valueOf(link.nextLost()).startsWith("HALF_OPEN"));
    LineFixture.awaitEnd(threads);
    peer.close();
  }

  /** Paho waits without limit until DISCONNECT is written, which a stalled line never allows. */
  @Test
  void closesAStalledLineWithoutWaiting() throws Exception {
    link.opened(broker);
    Set<Thread> threads = LineFixture.pahoThreads();
    for (int i = 0; i < 10; i++) {
      link.line.publish("/t", new byte[5_000_000], 1);
    }
    link.line.close();
    link.time.leap(SECOND);

    LineFixture.awaitEnd(threads);
    assertNull(link.lost.poll());
  }

  /** Closing from a callback is forbidden by Paho. */
  @Test
  void canBeClosedInsideAHandler() throws Exception {
    LineEvents events =
        new LineEvents() {
          @Override
          public void traced(String words) {
            link.traced(words);
          }

          @Override
          public void received(String topic, byte[] payload, boolean again) {
            link.line.close();
          }

          @Override
          public void lost(Cause cause, String message) {
            link.lost(cause, message);
          }
        };
    CompletionStage<Boolean> opened =
        link.open(LineFixture.login("tcp", broker.port()), LineFixture.settings(), events);
    FakeBroker.Peer peer = broker.welcome();
    await(opened);
    Set<Thread> threads = LineFixture.pahoThreads();
    peer.publish("/t", "", 0);

    peer.expect(FakeBroker.DISCONNECT);
    LineFixture.awaitEnd(threads);
  }

  /** A server that hangs up at once leaves Paho's connecting thread waiting for ever. */
  @Test
  void leavesNoThreadBehindWhenTheServerHangsUp() throws Exception {
    Set<Thread> before = LineFixture.pahoThreads();
    for (int i = 0; i < 20; i++) {
      PahoLine line =
          link.line(LineFixture.login("tcp", broker.port()), LineFixture.settings(), link);
      CompletionStage<Boolean> opened = line.open().thenApply(OpenLine::sessionPresent);
      FakeBroker.Peer peer = broker.accept();
      if (i % 2 == 1) {
        peer.expect(FakeBroker.CONNECT);
        if (i % 4 == 1) {
          peer.send(0x20, 0, 0);
        }
      }
      peer.close();
      opened.handle((present, failure) -> "").toCompletableFuture().get();
      line.close();
    }
    Set<Thread> left = LineFixture.pahoThreads();
    left.removeAll(before);
    link.time.leap(SECOND);

    LineFixture.awaitEnd(left);
  }

  /** A kick right behind CONNACK can make Paho forget to tell that it was connected. */
  @Test
  void reportsAKickRightBehindTheWelcome() throws Exception {
    for (int i = 0; i < 10; i++) {
      LineFixture one = new LineFixture();
      CompletionStage<Boolean> opened = one.open("tcp", broker.port());
      broker.welcome().close();

      boolean open = opened.handle((p, f) -> f == null).toCompletableFuture().get();
      assertEquals(open, one.nextLostIf(open));
      one.close();
    }
  }

  /** A server that accepts and stays silent. */
  @Test
  void abandonsAnAttemptThatHangsAndGoesOnWithANewOne() throws Exception {
    CompletionStage<Boolean> hanging = link.open("tcp", broker.port());
    FakeBroker.Peer silent = broker.accept();
    silent.expect(FakeBroker.CONNECT);
    Set<Thread> threads = LineFixture.pahoThreads();
    link.time.leap(Duration.ofSeconds(10));

    LineException e = failure(hanging);

    assertEquals(Cause.TIMEOUT, e.cause());
    assertTrue(e.getMessage().contains("waiting for CONNACK"), e.getMessage());
    try (LineFixture next = new LineFixture()) {
      FakeBroker.Peer peer = next.opened(broker);
      CompletionStage<Void> published = next.publish("/t", 1);
      peer.acknowledge(0x40, peer.expect(FakeBroker.PUBLISH));
      await(published);
    }
    assertNull(silent.next());
    LineFixture.awaitEnd(threads);
  }

  @Test
  void canBeClosedWhileConnecting() throws Exception {
    for (int i = 0; i < 10; i++) {
      PahoLine line =
          link.line(LineFixture.login("tcp", broker.port()), LineFixture.settings(), link);
      Set<Thread> before = LineFixture.pahoThreads();
      CompletionStage<Boolean> opened = line.open().thenApply(OpenLine::sessionPresent);
      Set<Thread> mine = LineFixture.pahoThreads();
      mine.removeAll(before);
      if (i % 2 == 0) {
        broker.accept();
      }
      line.close();

      assertEquals(Cause.LINK_LOST, failure(opened).cause());
      LineFixture.awaitEnd(mine);
    }
  }

  @Test
  void canBeClosedBeforeItWasOpened() throws Exception {
    PahoLine line =
        link.line(LineFixture.login("tcp", broker.port()), LineFixture.settings(), link);
    line.close();
    line.close();

    assertEquals(Cause.CONFIGURATION, failure(line.open()).cause());
  }
}
