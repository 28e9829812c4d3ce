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
 * The clocks and the thread of a session.
 *
 * @param clock the wall clock, for displayed times
 * @param nanoTime the monotonic clock, for durations
 * @param thread the session's thread, which owns its state, and its timer
 */
public record SessionTime(Clock clock, LongSupplier nanoTime, ScheduledExecutorService thread) {

  /**
   * Runs an action on the session's thread, without any lock; ignores it after the session is
   * closed.
   */
  void later(Runnable telling) {
    try {
      thread.execute(telling);
    } catch (RejectedExecutionException ignored) {
      // the session is closed
    }
  }
}
