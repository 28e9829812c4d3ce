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
 * The thread on which everything is decided, and what it knows of time and chance.
 *
 * @param thread the only one that touches the state of sub-devices
 * @param nanoTime measures pauses and windows; nobody sets it
 * @param clock what people read
 */
record GatewayTime(
    ScheduledExecutorService thread, LongSupplier nanoTime, Clock clock, RandomGenerator random) {

  long now() {
    return nanoTime.getAsLong();
  }

  Instant instant() {
    return clock.instant();
  }

  /** When something is due on the clock that people read. */
  Instant instantOf(long nanos) {
    return clock.instant().plusNanos(nanos - now());
  }
}
