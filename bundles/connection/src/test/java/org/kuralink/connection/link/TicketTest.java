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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.connection.FakeQueue;
import org.kuralink.connection.link.QueueSlot.UplinkMessage;

/** The memory of waiting durable messages, with and without a waiting caller. */
class TicketTest {

  private static final int MESSAGES = 5000;

  private final VirtualTime time = new VirtualTime();
  private final FakeQueue queue = new FakeQueue();
  private final QueueSlot slot = new QueueSlot(time.clock());

  TicketTest() {
    slot.insert(queue);
  }

  private CompletionStage<Void> append() {
    Ticket<Void> ticket = slot.newTicket();
    slot.append(
        new UplinkMessage("/pk/dn/user/a", new byte[1], ""),
        sequence -> {},
        ticket,
        failure -> failure.ifPresentOrElse(ticket::fail, () -> ticket.complete(null)));
    return ticket.handOut();
  }

  /** Sweeps until so many are left; the collector takes its time. */
  private boolean comesTo(int waiting, Supplier<Integer> size) throws InterruptedException {
    CompletableFuture<Void> never = new CompletableFuture<>();
    for (int i = 0; i < 100 && size.get() > waiting; i++) {
      System.gc();
      never.completeOnTimeout(null, 20, TimeUnit.MILLISECONDS).join();
      never = new CompletableFuture<>();
      slot.sweep();
    }
    return size.get() == waiting;
  }

  @Test
  void nothingIsKeptOfMessagesWhoseStagesNobodyHas() throws Exception {
    for (int i = 0; i < MESSAGES; i++) {
      append();
    }
    assertTrue(comesTo(0, slot::waiting), () -> slot.waiting() + " are kept");
    assertEquals(MESSAGES, queue.records.size());
  }

  @Test
  void nothingIsKeptOfRequestsWhoseStagesNobodyHas() throws Exception {
    SerialLane lane = new SerialLane(time.scheduler(), 10);
    PendingReplies pending = new PendingReplies(1, time::nanoTime, time.scheduler(), lane);
    ListenerLanes lanes =
        new ListenerLanes(time.scheduler()::execute, time.scheduler(), time::nanoTime);
    DeviceLink link =
        new Traffic(
                new DeviceIdentity("pk", "dn"),
                new SessionTime(time.clock(), time::nanoTime, time.scheduler()),
                time.scheduler(),
                1,
                lanes,
                (cause, message, fatal) -> {})
            .link();
    for (int i = 0; i < MESSAGES; i++) {
      Ticket<Reply> ticket = slot.newTicket();
      PendingReplies.Pending request =
          pending.addDurable(
              (AlinkLink) link, "thing.event.property.post", Duration.ofDays(1), ticket);
      slot.append(
          new UplinkMessage("/sys/pk/dn/thing/event/property/post", new byte[1], ""),
          sequence -> {},
          ticket,
          failure -> failure.ifPresentOrElse(request::fail, request::startDeadline));
      request.future();
    }
    assertTrue(comesTo(0, slot::waiting), () -> slot.waiting() + " are kept");
    assertEquals(0, pending.size());
  }

  @Test
  void whoKeepsItsStageOrHasAskedForSomethingIsTold() throws Exception {
    List<String> told = new ArrayList<>();
    CompletionStage<Void> first = append();
    append().thenRun(() -> told.add("second"));
    CompletableFuture.allOf(append().toCompletableFuture()).thenRun(() -> told.add("third"));
    append();
    assertTrue(comesTo(3, slot::waiting), () -> slot.waiting() + " are kept");
    for (long sequence = 1; sequence <= 4; sequence++) {
      slot.acknowledge(sequence);
    }
    assertEquals(List.of("second", "third"), told);
    assertTrue(first.toCompletableFuture().isDone());
    assertEquals(0, slot.waiting());
    assertEquals(Optional.empty(), queue.next(0));
  }
}
