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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.OpenLine;

/**
 * The server closes the connection after each possible byte: all stages complete, and the loss is
 * reported at most once.
 */
class LineCutsTest {

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

  private static void hangUp(FakeBroker.Peer peer, boolean rst) throws IOException {
    if (rst) {
      peer.reset();
    } else {
      peer.close();
    }
  }

  /** Whether it did what was asked. */
  private static boolean ends(CompletionStage<?> stage) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    stage.whenComplete((result, failure) -> done.complete(failure == null));
    return done.get(10, TimeUnit.SECONDS);
  }

  private void assertLostOnce(boolean opened) throws Exception {
    if (opened) {
      assertTrue(String.valueOf(link.nextLost()).startsWith("LINK_LOST"));
    }
    link.line.close();
    assertNull(link.lost.poll());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inTheWelcome(boolean rst) throws Exception {
    byte[] welcome = {0x20, 2, 0, 0};
    for (int sent = 0; sent <= welcome.length; sent++) {
      CompletionStage<Boolean> opening = link.open("tcp", broker.port());
      FakeBroker.Peer peer = broker.accept();
      peer.expect(FakeBroker.CONNECT);
      peer.raw(Arrays.copyOf(welcome, sent));
      hangUp(peer, rst);
      boolean opened = ends(opening);
      assertTrue(rst || opened == (sent == welcome.length), "after " + sent + " bytes");
      assertLostOnce(opened);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inTheAnswersToWhatWasAsked(boolean rst) throws Exception {
    byte[] answers = {(byte) 0x90, 3, 0, 1, 1, (byte) 0xb0, 2, 0, 2, 0x40, 2, 0, 3};
    for (int sent = 0; sent <= answers.length; sent++) {
      FakeBroker.Peer peer = link.opened(broker);
      List<CompletionStage<?>> asked =
          List.of(
              link.line.subscribe(List.of("/a"), 1),
              link.line.unsubscribe(List.of("/b")),
              link.publish("/t", 1));
      assertEquals(1, peer.expect(FakeBroker.SUBSCRIBE).id());
      assertEquals(2, peer.expect(FakeBroker.UNSUBSCRIBE).id());
      assertEquals(3, peer.expect(FakeBroker.PUBLISH).id());
      peer.raw(Arrays.copyOf(answers, sent));
      hangUp(peer, rst);
      for (CompletionStage<?> one : asked) {
        ends(one);
      }
      assertLostOnce(true);
    }
  }

  /** Its timer may have begun by then, and cannot be taken back. */
  @Test
  void whatOpensAsItsTimeIsOverStaysOpen() throws Exception {
    List<Runnable> timers = new CopyOnWriteArrayList<>();
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            timers.add(work);
            return super.schedule(work, delay, unit);
          }
        };
    LineTime time = new LineTime(scheduler, System::nanoTime, Clock.systemUTC());
    link.line =
        new PahoLine(
            LineFixture.login("tcp", broker.port()), LineFixture.settings(), link, time, it -> {});
    CompletionStage<OpenLine> opening = link.line.open();
    FakeBroker.Peer peer = broker.welcome();
    LineFixture.await(opening);
    timers.get(0).run();
    CompletionStage<Void> published = link.publish("/t", 1);
    peer.acknowledge(0x40, peer.expect(FakeBroker.PUBLISH));
    LineFixture.await(published);
    assertNull(link.lost.poll());
    link.line.close();
    peer.expect(FakeBroker.DISCONNECT);
    scheduler.shutdown();
  }

  @Test
  void whatIsLetInWhenItsBundleHasStoppedDoesNotOpen() throws Exception {
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    LineTime time = new LineTime(scheduler, System::nanoTime, Clock.systemUTC());
    link.line =
        new PahoLine(
            LineFixture.login("tcp", broker.port()), LineFixture.settings(), link, time, it -> {});
    CompletionStage<OpenLine> opening = link.line.open();
    FakeBroker.Peer peer = broker.accept();
    peer.expect(FakeBroker.CONNECT);
    scheduler.shutdownNow();
    peer.send(0x20, 0, 0);
    assertEquals(Cause.LINK_LOST, LineFixture.failure(opening).cause());
    assertNull(link.lost.poll());
  }

  /** It answers pings, so that nothing else tells that no message gets through any more. */
  @Test
  void whatConfirmsNothingIsLostWhenItHasRoomForNothing() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.swallow();
    for (int i = 0; i < 10; i++) {
      CompletionStage<Void> mute = link.publish("/t", 1);
      link.time.leap(Duration.ofSeconds(6));
      peer.publish("/alive", "", 0);
      assertEquals("/alive ", link.nextReceived());
      assertEquals(Cause.TIMEOUT, LineFixture.failure(mute).cause());
      assertNull(link.lost.poll());
    }
    assertTrue(LineFixture.failure(link.publish("/t", 1)).busy());
    assertTrue(String.valueOf(link.nextLost()).startsWith("HALF_OPEN"));
  }

  @Test
  void answersThatNobodyAskedForCostNoMessageBehindThem() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    peer.send(0x40, 0, 77);
    for (int i = 0; i < 50; i++) {
      CompletionStage<Void> published = link.publish("/t", 1);
      FakeBroker.Packet packet = peer.expect(FakeBroker.PUBLISH);
      peer.acknowledge(0x40, packet);
      peer.acknowledge(0x40, packet);
      LineFixture.await(published);
    }
    assertNull(link.lost.poll());
  }
}
