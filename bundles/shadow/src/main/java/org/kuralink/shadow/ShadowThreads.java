/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.kuralink.api.connection.HandlerThreads;

/**
 * The threads of all shadows of a session, owned by their component: daemons that are named after
 * it.
 *
 * @param decisions the thread of all decisions
 * @param workers the threads of handlers and listeners
 * @param reading limits the concurrent reads of shadows of sub-devices; for the thread of decisions
 * @param starved the tasks that found no free worker, to be run again; for the thread of decisions
 */
record ShadowThreads(
    ScheduledExecutorService decisions,
    HandlerThreads workers,
    Clock clock,
    ReadingTurns reading,
    Set<Runnable> starved) {

  /** The number of workers; further deliveries wait until one is free. */
  static final int MAX_WORKERS = 8;

  /** The number of threads that may be lost to handlers that do not return. */
  private static final int MAX_GIVEN_UP = 32;

  private static final Duration IDLE = Duration.ofSeconds(10);

  ShadowThreads(ScheduledExecutorService decisions, HandlerThreads workers, Clock clock) {
    this(decisions, workers, clock, new ReadingTurns(), new LinkedHashSet<>());
  }

  /** Starts the threads; tasks that still wait are dropped at the end. */
  static ShadowThreads start(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, daemon("kuralink-shadow-" + name));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    HandlerThreads.Pool workers =
        new HandlerThreads.Pool(
            daemon("kuralink-shadow-" + name + "-handler"), MAX_WORKERS, MAX_GIVEN_UP, IDLE);
    ShadowThreads started =
        new ShadowThreads(
            Executors.unconfigurableScheduledExecutorService(executor), workers, Clock.systemUTC());
    workers.onFree(() -> started.run(started::feed));
    return started;
  }

  /**
   * Limits the number of sub-devices that read their shadows at the same time, because all of them
   * come online together and the platform limits the messages per second. For the thread of
   * decisions.
   */
  static final class ReadingTurns {

    /** The number of concurrent reads; the others wait. */
    static final int MAX = 16;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int going;

    /** Starts a read now or later; the caller reports its end by {@link #done}. */
    void take(Runnable begin) {
      if (going < MAX) {
        going++;
        begin.run();
      } else {
        waiting.add(begin);
      }
    }

    /** Reports that a read has ended or is not needed any more. */
    void done() {
      Runnable next = waiting.poll();
      if (next == null) {
        going--;
      } else {
        next.run();
      }
    }
  }

  /** Runs a task on the thread of decisions, unless the thread has ended. */
  void run(Runnable task) {
    try {
      decisions.execute(task);
    } catch (RejectedExecutionException ended) {
      // The shadow has stopped, so the task is obsolete.
      return;
    }
  }

  /** Runs the tasks that found no free worker, in the order of their arrival. */
  private void feed() {
    for (Runnable next : List.copyOf(starved)) {
      starved.remove(next);
      next.run();
      if (starved.contains(next)) {
        return;
      }
    }
  }

  void end() {
    decisions.shutdown();
    workers.end();
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
