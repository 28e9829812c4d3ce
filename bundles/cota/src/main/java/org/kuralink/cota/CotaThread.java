/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread of a remote configuration. Work that comes after its end is dropped. */
final class CotaThread {

  private final ScheduledExecutorService executor;

  CotaThread(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  /** A daemon thread named after the component. */
  static CotaThread start(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kuralink-cota-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return new CotaThread(Executors.unconfigurableScheduledExecutorService(executor));
  }

  void run(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      // The component is gone, and with it everything that the task was for.
      return;
    }
  }

  void later(Duration delay, Runnable task) {
    try {
      executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      // As above.
      return;
    }
  }

  /** For a last task, and to be ended by the component. */
  ScheduledExecutorService executor() {
    return executor;
  }
}
