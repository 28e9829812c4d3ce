/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/** The threads of one shadow, owned by its component: daemons that are named after it. */
final class ShadowThread {

  private ShadowThread() {}

  /** The one thread on which a shadow thinks; what waits for its time is dropped when it ends. */
  static ScheduledExecutorService start(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, daemon("kuralink-shadow-" + name));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return Executors.unconfigurableScheduledExecutorService(executor);
  }

  /** The threads on which handlers and listeners run. */
  static HandlerThreads handlers(String name) {
    return new HandlerThreads(daemon("kuralink-shadow-" + name + "-handler"));
  }

  /** Runs a task unless the thread has ended. */
  static void run(Executor thread, Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException ended) {
      // The shadow is gone, and with it everything that the task was for.
      return;
    }
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
