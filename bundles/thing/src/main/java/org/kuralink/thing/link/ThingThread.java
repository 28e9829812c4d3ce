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
 * The threads of a thing: the one where services come and go and the model is read, and those of
 * handlers.
 */
public final class ThingThread {

  /** How many handlers may be at work at once, and as many more that do not come back. */
  private static final int MAX_HANDLERS = 64;

  private static final Duration HANDLER_IDLE = Duration.ofSeconds(30);

  private ThingThread() {}

  /** A daemon thread named after the thing; what waits for its time is dropped when it ends. */
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
      // The thing is gone, and with it everything that the task was for.
      return;
    }
  }

  /**
   * Runs a task later unless the thread has ended.
   *
   * @return done when it has run; may be cancelled before
   */
  public static Future<?> later(ScheduledExecutorService thread, Duration delay, Runnable task) {
    try {
      return thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /**
   * The end of the time that something has: done when the time is over, or at once if the thread
   * has ended. Whoever is done before cancels it.
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
   * The threads on which applications' handlers are called: daemons {@code
   * kuralink-thing-<name>-handler-<n>}. Nothing waits for one: beyond the limit a call is refused.
   *
   * @param name of the thing, from when a handler is called for the first time
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
