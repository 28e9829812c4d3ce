/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.time.Duration;

/**
 * The retry schedule for a device or connection that does not answer: two cycles at the normal
 * interval, then 10 s, and twice as long after each further failure. Not thread-safe.
 */
final class Patience {

  private static final int CYCLES = 2;
  private static final Duration FIRST = Duration.ofSeconds(10);

  private final long mostNanos;
  private int failures;
  private long until;

  Patience(Duration most) {
    this.mostNanos = most.toNanos();
  }

  /** Records a failure. */
  void failed(long now) {
    failures++;
    if (failures >= CYCLES) {
      int doubled = Math.min(failures - CYCLES, 20);
      until = now + Math.min(mostNanos, FIRST.toNanos() << doubled);
    }
  }

  /** Records an answer. */
  void answered() {
    failures = 0;
  }

  /** Returns whether the next attempt is not due yet. */
  boolean isPausing(long now) {
    return failures >= CYCLES && until - now > 0;
  }

  /** Returns whether the attempts are less frequent than normal. */
  boolean isWorn() {
    return failures >= CYCLES;
  }
}
