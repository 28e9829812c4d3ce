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
 * The status of the durable uplink queue.
 *
 * @param messages messages that wait for their acknowledgement
 * @param bytes their size on disk, in bytes
 * @param oldest when the oldest of them was queued
 * @param dropped dropped messages since the queue was opened, by reason; a reason that did not
 *     occur is absent
 * @param deadLetters messages that were set aside since the queue was opened because the platform
 *     will never accept them
 * @param refused durable messages that were not accepted since the component started: the queue was
 *     full, could not be written or was not open
 * @param fault why durable messages are currently not accepted although the queue has room
 * @param pace the status of the uplink rate limiter, for durable and other messages
 * @param repeated durable messages that were sent again since the component started because their
 *     acknowledgement was lost with a link; the platform may have received each of them more than
 *     once, and each is counted once
 * @param fallback the status of the fallback transport; empty if none is configured
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

  /** Creates a status without refused messages, rate limit and fallback. */
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

  /** The reasons for which a message leaves the queue without being delivered. */
  public enum DropReason {
    /** The queue exceeded its maximum number of messages. */
    COUNT,
    /** The queue exceeded its maximum size in bytes. */
    BYTES,
    /** The message exceeded its maximum age. */
    AGE,
    /** The record of the message was damaged on disk. */
    DAMAGED
  }
}
