/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a remote configuration, and the clock that it goes by. Work that comes after
 * its end is dropped.
 */
final class CotaThread {

  private static final Logger LOG = LoggerFactory.getLogger(CotaThread.class);

  private final String name;
  private final ScheduledExecutorService executor;
  private final Clock clock;
  private volatile Runnable afterFault = () -> {};

  /**
   * Works for a component.
   *
   * @param name of the component, which all its threads have
   */
  CotaThread(String name, ScheduledExecutorService executor, Clock clock) {
    this.name = name;
    this.executor = executor;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  Clock clock() {
    return clock;
  }

  /** What a task that fails leaves undone is for this to end. */
  void afterFault(Runnable mend) {
    afterFault = mend;
  }

  // Nothing may make the remote configuration deaf, not even an error.
  @SuppressWarnings("CatchThrowable")
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOG.error("A step of the remote configuration failed: {}", e.toString());
      LOG.debug("The step that failed", e);
      try {
        afterFault.run();
      } catch (Throwable again) {
        LOG.debug("Nor could it be ended", again);
      }
    }
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
    return new CotaThread(
        name, Executors.unconfigurableScheduledExecutorService(executor), Clock.systemUTC());
  }

  void run(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
    } catch (RejectedExecutionException ended) {
      // The component is gone, and with it everything that the task was for.
      return;
    }
  }

  void later(Duration delay, Runnable task) {
    try {
      executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
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
