/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a task again after a pause that doubles each time. Owned by the shadow's thread. */
final class ShadowRetry {

  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final ScheduledExecutorService thread;
  private Duration pause = SHORTEST_PAUSE;
  private boolean fresh = true;
  private @Nullable ScheduledFuture<?> waiting;

  ShadowRetry(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  /** Runs the task after a pause, instead of one that is waiting; returns the pause. */
  Duration later(Runnable task) {
    stop();
    Duration now = pause;
    waiting = thread.schedule(task, now.toMillis(), TimeUnit.MILLISECONDS);
    fresh = false;
    Duration next = now.multipliedBy(2);
    pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    return now;
  }

  /** Runs the task immediately if it is the first one since {@link #reset}, else after a pause. */
  void soon(Runnable task) {
    if (fresh) {
      fresh = false;
      task.run();
    } else {
      later(task);
    }
  }

  /** Resets the pause after a success. */
  void reset() {
    pause = SHORTEST_PAUSE;
    fresh = true;
  }

  /** Cancels the waiting task. */
  void stop() {
    ScheduledFuture<?> before = waiting;
    if (before != null) {
      before.cancel(false);
      waiting = null;
    }
  }
}
