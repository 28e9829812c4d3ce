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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.mqtt.LineFixture.await;
import static org.kuralink.mqtt.LineFixture.failure;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.OpenLine;

/** Closing a line. */
class DisconnectTest {

  /** How often two threads meet in the same moment. */
  private static final int ROUNDS = 50;

  private final LineFixture link = new LineFixture();
  private FakeBroker broker;

  @BeforeEach
  void start() throws IOException {
    broker = FakeBroker.plain();
  }

  @AfterEach
  void end() throws Exception {
    link.close();
    broker.close();
  }

  @Test
  void saysGoodbyeAndEndsItsThreads() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    var threads = LineFixture.pahoThreads();
    assertFalse(threads.isEmpty());
    assertTrue(threads.stream().allMatch(Thread::isDaemon));
    CompletionStage<Void> pending = link.publish("/t", 1);
    peer.expect(FakeBroker.PUBLISH);

    link.line.close();
    assertFalse(pending.toCompletableFuture().isDone());
    assertEquals(Cause.LINK_LOST, failure(link.publish("/t", 1)).cause());
    link.time.leap(Duration.ofMillis(700));

    assertEquals(Cause.LINK_LOST, failure(pending).cause());
    peer.expect(FakeBroker.DISCONNECT);
    assertNull(peer.next());
    LineFixture.awaitEnd(threads);
    assertNull(link.lost.poll());
  }

  @Test
  void hearsWhetherTheLastMessagesArrivedBeforeItGoes() throws Exception {
    FakeBroker.Peer peer = link.opened(broker);
    var threads = LineFixture.pahoThreads();
    CompletionStage<Void> pending = link.publish("/t", 1);
    FakeBroker.Packet packet = peer.expect(FakeBroker.PUBLISH);

    link.line.close();
    peer.acknowledge(0x40, packet);

    await(pending);
    peer.expect(FakeBroker.DISCONNECT);
    assertNull(peer.next());
    LineFixture.awaitEnd(threads);
  }

  /** Else the next bundle would log in, and the platform end this link, before it has answered. */
  @Test
  void theFactoryWaitsForALineThatSomebodyElseHasClosed() throws Exception {
    MqttComponent factory = new MqttComponent();
    Line line = line(factory);
    FakeBroker.Peer peer = opened(line);
    CompletionStage<Void> pending = line.publish("/t", new byte[1], 1);
    FakeBroker.Packet packet = peer.expect(FakeBroker.PUBLISH);

    line.close();
    peer.acknowledge(0x40, packet);
    factory.deactivate();

    assertTrue(pending.toCompletableFuture().isDone());
    await(pending);
    peer.expect(FakeBroker.DISCONNECT);
  }

  @Test
  void theFactoryLetsALineThatIsBeingClosedAtThatMomentHearTheLastConfirmation() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      MqttComponent factory = new MqttComponent();
      Line line = line(factory);
      FakeBroker.Peer peer = opened(line);
      CompletionStage<Void> pending = line.publish("/t", new byte[1], 1);
      FakeBroker.Packet packet = peer.expect(FakeBroker.PUBLISH);
      CyclicBarrier both = new CyclicBarrier(2);

      CompletableFuture<Void> session =
          CompletableFuture.runAsync(
              () -> {
                meet(both);
                line.close();
              });
      CompletableFuture<Void> framework =
          CompletableFuture.runAsync(
              () -> {
                meet(both);
                factory.deactivate();
              });
      await(session);
      peer.acknowledge(0x40, packet);

      await(framework);
      await(pending);
      peer.expect(FakeBroker.DISCONNECT);
    }
  }

  private Line line(MqttComponent factory) {
    LineSettings plain = LineFixture.settings();
    LineServer server = new LineServer("tcp", "localhost", broker.port(), "cn-shanghai", "");
    return factory.create(
        new LineSettings(
            plain.login(), server, plain.trust(), plain.proxy(), plain.data(), plain.limits()),
        link);
  }

  private FakeBroker.Peer opened(Line line) throws Exception {
    CompletionStage<OpenLine> opened = line.open();
    FakeBroker.Peer peer = broker.welcome();
    await(opened);
    return peer;
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
