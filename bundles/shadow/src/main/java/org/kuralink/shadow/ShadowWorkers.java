/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs what may never come back, handlers and listeners of all shadows of a session. Refuses if too
 * much of it is at work.
 */
@FunctionalInterface
interface ShadowWorkers extends Executor {

  /** Nobody waits any more for a task that has not come back: another one may have its place. */
  default void giveUp(Runnable task) {
    // Who has no places has none to give away.
  }

  /** Ends, and interrupts whoever is at work. */
  default void end() {
    // Who has no threads has none to end.
  }

  /**
   * Daemon threads that may be blocked; none while there is nothing to do. A thread that is stuck
   * beyond its time is left to whoever blocks it, and another one takes its place.
   */
  final class Pool implements ShadowWorkers {

    /** So many may be at work at once; what is desired beyond waits until one is free. */
    static final int MAX = 8;

    /** How many threads may be left to those that do not come back. */
    static final int MAX_GIVEN_UP = 32;

    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;
    private final Set<Runnable> atWork = new HashSet<>();
    private final Set<Runnable> givenUp = new HashSet<>();
    private volatile Runnable freed = () -> {};

    Pool(ThreadFactory threads) {
      pool =
          new ThreadPoolExecutor(
              0,
              MAX + MAX_GIVEN_UP,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              threads);
    }

    /** Says whom to tell that one more task would be taken. */
    void onFree(Runnable listener) {
      freed = listener;
    }

    @Override
    public void execute(Runnable task) {
      synchronized (this) {
        if (atWork.size() >= MAX) {
          throw new RejectedExecutionException(MAX + " are at work");
        }
        atWork.add(task);
      }
      try {
        pool.execute(
            () -> {
              try {
                task.run();
              } finally {
                done(task);
                freed.run();
              }
            });
      } catch (RejectedExecutionException e) {
        done(task);
        throw e;
      }
    }

    private synchronized void done(Runnable task) {
      atWork.remove(task);
      givenUp.remove(task);
    }

    @Override
    public void giveUp(Runnable task) {
      synchronized (this) {
        if (givenUp.size() < MAX_GIVEN_UP && atWork.remove(task)) {
          givenUp.add(task);
        }
      }
      freed.run();
    }

    @Override
    public void end() {
      pool.shutdownNow();
    }
  }
}
