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
 * How often something that does not answer is tried: at its own pace for two cycles, then after 10
 * s, and after twice as long each time. For one thread.
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

  /** It did not answer. */
  void failed(long now) {
    failures++;
    if (failures >= CYCLES) {
      int doubled = Math.min(failures - CYCLES, 20);
      until = now + Math.min(mostNanos, FIRST.toNanos() << doubled);
    }
  }

  /** It answered. */
  void answered() {
    failures = 0;
  }

  /** Whether it is left alone for the time being. */
  boolean isPausing(long now) {
    return failures >= CYCLES && until - now > 0;
  }

  /** Whether it is tried less often than it should be. */
  boolean isWorn() {
    return failures >= CYCLES;
  }
}
