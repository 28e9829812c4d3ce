/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of the updates. */
final class OtaThread {

  private static final Logger LOG = LoggerFactory.getLogger(OtaThread.class);

  private OtaThread() {}

  /** A daemon thread named after the component; what waits for its time is dropped at the end. */
  static ScheduledExecutorService start(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kuralink-ota-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return Executors.unconfigurableScheduledExecutorService(executor);
  }

  /** An executor would keep to itself what a task throws. */
  static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a step of the updates failed", e);
    }
  }

  /** Runs a task unless the thread has ended. */
  static void run(Executor thread, Runnable task) {
    try {
      thread.execute(() -> guarded(task));
    } catch (RejectedExecutionException ended) {
      // The component is gone, and with it everything that the task was for.
      return;
    }
  }
}
