/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The gateway's thread, its clocks and its random source.
 *
 * @param thread the only thread that changes the state of sub-devices
 * @param nanoTime the monotonic clock, for pauses and rate windows
 * @param clock the wall clock, for displayed times
 */
record GatewayTime(
    ScheduledExecutorService thread, LongSupplier nanoTime, Clock clock, RandomGenerator random) {

  long now() {
    return nanoTime.getAsLong();
  }

  Instant instant() {
    return clock.instant();
  }

  /** Converts a time of the monotonic clock to one of the wall clock. */
  Instant instantOf(long nanos) {
    return clock.instant().plusNanos(nanos - now());
  }
}
