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
 * @param decisions the one thread on which the shadows think
 * @param workers where handlers and listeners run
 * @param reading how many shadows of sub-devices are read at the moment; of the thread alone
 * @param starved what found all workers at work, to be run again on the thread, which alone uses it
 */
record ShadowThreads(
    ScheduledExecutorService decisions,
    HandlerThreads workers,
    Clock clock,
    ReadingTurns reading,
    Set<Runnable> starved) {

  /** So many workers may be at work at once; what is desired beyond waits until one is free. */
  static final int MAX_WORKERS = 8;

  /** How many may be left to those that do not come back. */
  private static final int MAX_GIVEN_UP = 32;

  private static final Duration IDLE = Duration.ofSeconds(10);

  ShadowThreads(ScheduledExecutorService decisions, HandlerThreads workers, Clock clock) {
    this(decisions, workers, clock, new ReadingTurns(), new LinkedHashSet<>());
  }

  /** Starts them; what waits for its time is dropped when they end. */
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
   * Lets only so many sub-devices read their shadows at once, for all of them come online together
   * and the platform takes so many messages in a second. Of the thread of decisions.
   */
  static final class ReadingTurns {

    /** So many are read at once; the others wait for their turn. */
    static final int MAX = 16;

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int going;

    /** Begins now or in turn; whoever begins says when it is done. */
    void take(Runnable begin) {
      if (going < MAX) {
        going++;
        begin.run();
      } else {
        waiting.add(begin);
      }
    }

    /** One is done, or need not be begun any more. */
    void done() {
      Runnable next = waiting.poll();
      if (next == null) {
        going--;
      } else {
        next.run();
      }
    }
  }

  /** Runs a task on the thread of decisions, unless it has ended. */
  void run(Runnable task) {
    try {
      decisions.execute(task);
    } catch (RejectedExecutionException ended) {
      // The shadow is gone, and with it everything that the task was for.
      return;
    }
  }

  /** A worker is free: who found all of them at work looks again, in the order of their coming. */
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
