/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler and the clocks of a line.
 *
 * @param scheduler for time limits and pings; its tasks are short
 * @param nanoTime as {@link System#nanoTime}
 * @param clock for checking certificates
 */
record LineTime(ScheduledExecutorService scheduler, LongSupplier nanoTime, Clock clock) {

  /** Runs work after a delay; runs it at once if the scheduler is shut down. */
  @Nullable ScheduledFuture<?> after(Duration delay, Runnable work) {
    try {
      return scheduler.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      work.run();
      return null;
    }
  }
}
