/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of the updates, on which all decisions are made, and the time that they go by.
 * Work that comes after its end is dropped.
 *
 * @param name of the component, which all its threads have
 * @param process another text after each start of the process
 */
public record OtaThread(
    String name,
    String process,
    ScheduledExecutorService executor,
    Clock clock,
    LongSupplier nanoTime) {

  private static final Logger LOG = LoggerFactory.getLogger(OtaThread.class);

  /** A daemon thread named after the component; what waits for its time is dropped at the end. */
  public static OtaThread start(String name) {
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
    ProcessHandle process = ProcessHandle.current();
    return new OtaThread(
        name,
        process.pid() + " " + process.info().startInstant().map(Object::toString).orElse(""),
        Executors.unconfigurableScheduledExecutorService(executor),
        Clock.systemUTC(),
        System::nanoTime);
  }

  /** An executor would keep to itself what a task throws. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Also an error of a bundle that is just replaced is for people to see.
      LOG.error("a step of the updates failed", e);
    }
  }

  /**
   * Does something as soon as what is before it is done; any thread may call.
   *
   * @return false if the component is gone, and with it everything that the task was for
   */
  public boolean run(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /** Does something when a while has passed; any thread may call. */
  public void later(Duration delay, Runnable task) {
    try {
      executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      // The component is gone, and with it everything that the task was for.
      return;
    }
  }

  /** Nanoseconds, which no setting of a clock moves. */
  public long nanos() {
    return nanoTime.getAsLong();
  }
}
