/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a check when nothing has changed for 3 s, because bundles and configurations change in any
 * order. Owns one daemon thread, which ends when idle. Any thread may call.
 */
public final class QuietCheck implements AutoCloseable {

  private static final long QUIET_SECONDS = 3;
  private static final long IDLE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor thread;
  private final Runnable check;
  private @Nullable Future<?> due;

  /**
   * A check that waits for the first change.
   *
   * @param name of the thread that runs the check
   */
  public QuietCheck(String name, Runnable check) {
    this.check = check;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /** Schedules the check because something has changed. */
  public synchronized void changed() {
    if (due != null) {
      due.cancel(false);
    }
    try {
      due = thread.schedule(check, QUIET_SECONDS, TimeUnit.SECONDS);
    } catch (RejectedExecutionException ended) {
      due = null;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
