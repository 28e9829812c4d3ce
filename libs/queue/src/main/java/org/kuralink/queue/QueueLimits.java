/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import java.time.Duration;

/**
 * The limits of the queue, and the maximum flush delay.
 *
 * @param maxMessages unacknowledged messages, at least 1
 * @param maxBytes of their records (topic, payload and some framing bytes), at least 1
 * @param maxAge the maximum age of a message; zero for no limit
 * @param flush the maximum delay between append and flush to disk; zero to flush before {@code
 *     append} returns
 * @param policy which message is discarded when the queue is full
 */
public record QueueLimits(
    long maxMessages, long maxBytes, Duration maxAge, Duration flush, DropPolicy policy) {

  private static final Duration LONGEST = Duration.ofDays(36500);

  /** Validates the ranges. */
  public QueueLimits {
    if (maxMessages < 1) {
      throw new IllegalArgumentException("maxMessages must be at least 1: " + maxMessages);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1: " + maxBytes);
    }
    check("maxAge", maxAge);
    check("flush", flush);
  }

  /** Refuses a message that is larger than the limit of the queue. */
  void checkSize(byte[] topic, byte[] payload) {
    long size = RecordFormat.size(topic, payload);
    long most = Math.min(maxBytes, RecordFormat.MAX_SIZE);
    if (size > most || topic.length > RecordFormat.MAX_TOPIC) {
      throw new QueueException(
          QueueException.Reason.TOO_LARGE,
          "the message has " + size + " bytes, the uplink queue accepts at most " + most);
    }
  }

  private static void check(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be 0 to 36500 days: " + value);
    }
  }
}
