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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.connection.link.QueueSlot.UplinkMessage;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;

/** Durable messages of interrupted callers. */
class QueueSlotTest {

  private static final byte[] PAYLOAD = "one".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temp;

  private final QueueSlot slot = new QueueSlot(Clock.systemUTC());

  @AfterEach
  void leaveTheThreadAsItWas() {
    Thread.interrupted();
  }

  private SegmentedUplinkQueue open() {
    QueueLimits limits =
        new QueueLimits(10, 1_000_000, Duration.ZERO, Duration.ZERO, DropPolicy.OLDEST);
    return SegmentedUplinkQueue.open(temp, limits, Clock.systemUTC());
  }

  private void append() {
    slot.append(
        new UplinkMessage("/pk/dn/user/update", PAYLOAD, ""),
        taken -> {},
        slot.newTicket(),
        outcome -> {});
  }

  @Test
  void anInterruptedCallersMessageIsKeptInAnOpenQueueAndTheInterruptStands() {
    try (SegmentedUplinkQueue queue = open()) {
      slot.insert(queue);
      Thread.currentThread().interrupt();
      append();
      assertTrue(Thread.interrupted());
    }
    try (SegmentedUplinkQueue queue = open()) {
      assertEquals(1, queue.status().messages());
    }
  }

  @Test
  void anInterruptedCallerDoesNotWaitForTheOpeningAndIsToldWhatBecameOfTheMessage() {
    Thread.currentThread().interrupt();
    LinkException refused = assertThrows(LinkException.class, this::append);
    assertTrue(Thread.interrupted());
    assertEquals(LinkException.Reason.STORAGE, refused.reason());
    assertEquals(
        "The caller was interrupted before the uplink queue was open; the message was not queued",
        refused.getMessage());
    assertEquals(1, slot.status(PaceStatus.NONE, 0).refused());
  }
}
