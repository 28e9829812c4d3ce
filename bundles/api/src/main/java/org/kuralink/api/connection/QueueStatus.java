/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How full the durable uplink queue is.
 *
 * @param messages waiting for their acknowledgement
 * @param bytes they take on the medium
 * @param oldest when the oldest of them was queued
 * @param dropped since the queue was opened, by reason; a reason that did not occur is absent
 * @param deadLetters set aside since the queue was opened because the platform will never take them
 * @param refused durable messages that were not taken since the component started: the queue was
 *     full, could not be written or was not open
 * @param fault why durable messages are not taken at this moment although the queue has room
 * @param pace how fast messages leave, the durable ones and the others
 * @param repeated durable messages that were sent again since the component started because their
 *     confirmation was lost with a link: each may have arrived more than once, and counts once
 * @param fallback how the transport stands that takes them while MQTT is away; empty if none is
 *     configured
 */
public record QueueStatus(
    long messages,
    long bytes,
    Optional<Instant> oldest,
    Map<DropReason, Long> dropped,
    long deadLetters,
    long refused,
    Optional<SessionFault> fault,
    PaceStatus pace,
    long repeated,
    Optional<FallbackStatus> fallback) {

  /** An empty queue. */
  public static final QueueStatus EMPTY = new QueueStatus(0, 0, Optional.empty(), Map.of(), 0);

  /** Copies the map. */
  public QueueStatus {
    dropped = Map.copyOf(dropped);
  }

  /** One that refused nothing and has no pace. */
  public QueueStatus(
      long messages,
      long bytes,
      Optional<Instant> oldest,
      Map<DropReason, Long> dropped,
      long deadLetters) {
    this(
        messages,
        bytes,
        oldest,
        dropped,
        deadLetters,
        0,
        Optional.empty(),
        PaceStatus.NONE,
        0,
        Optional.empty());
  }

  /** Why a message left the queue without being delivered. */
  public enum DropReason {
    /** More messages than the queue may hold. */
    COUNT,
    /** More bytes than the queue may hold. */
    BYTES,
    /** Waited longer than it may. */
    AGE,
    /** Its record was damaged on the medium. */
    DAMAGED
  }
}
