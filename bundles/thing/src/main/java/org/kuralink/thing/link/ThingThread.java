/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.kuralink.api.connection.HandlerThreads;

/**
 * The threads of a thing: one that follows services and reads models, and those that call handlers.
 */
public final class ThingThread {

  /** The largest number of running handler calls, and of calls past their deadline beside them. */
  private static final int MAX_HANDLERS = 64;

  private static final Duration HANDLER_IDLE = Duration.ofSeconds(30);

  private ThingThread() {}

  /** Starts a daemon thread named after the thing; its shutdown drops delayed tasks. */
  public static ScheduledExecutorService start(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kuralink-thing-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return Executors.unconfigurableScheduledExecutorService(executor);
  }

  /** Runs a task unless the thread has ended. */
  public static void run(Executor thread, Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException ended) {
      // The thing was deactivated; the task has no effect any more.
      return;
    }
  }

  /**
   * Runs a task later unless the thread has ended.
   *
   * @return completes when the task has run; may be cancelled before
   */
  public static Future<?> later(ScheduledExecutorService thread, Duration delay, Runnable task) {
    try {
      return thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /**
   * Returns a future that completes when a time is over, or at once if the thread has ended. The
   * caller cancels it when the work is done earlier.
   */
  public static CompletableFuture<Void> deadline(ScheduledExecutorService thread, Duration limit) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    try {
      Future<?> alarm =
          thread.schedule(() -> over.complete(null), limit.toMillis(), TimeUnit.MILLISECONDS);
      over.whenComplete((done, cancelled) -> alarm.cancel(false));
    } catch (RejectedExecutionException ended) {
      over.complete(null);
    }
    return over;
  }

  /**
   * Creates the pool that calls the handlers of applications, on daemon threads {@code
   * kuralink-thing-<name>-handler-<n>}. Beyond its limit it refuses a call instead of queueing it.
   *
   * @param name returns the name of the thing; asked when a thread is created
   */
  public static HandlerThreads.Pool handlers(Supplier<String> name) {
    AtomicInteger count = new AtomicInteger();
    return new HandlerThreads.Pool(
        task -> {
          String title = "kuralink-thing-" + name.get() + "-handler-" + count.incrementAndGet();
          Thread thread = new Thread(task, title);
          thread.setDaemon(true);
          return thread;
        },
        MAX_HANDLERS,
        MAX_HANDLERS,
        HANDLER_IDLE);
  }
}
