/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What a session goes by.
 *
 * @param clock the wall clock, for what people see
 * @param nanoTime the clock that nobody sets, for durations
 * @param thread the session's own, which owns its state, and its timer
 */
public record SessionTime(Clock clock, LongSupplier nanoTime, ScheduledExecutorService thread) {

  /** Who waits is told when nobody holds a lock; not at all once the session is over. */
  void later(Runnable telling) {
    try {
      thread.execute(telling);
    } catch (RejectedExecutionException ignored) {
      // the session is over
    }
  }
}
