/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An executor for foreign code that may never return: handlers and listeners of other bundles. It
 * rejects a task when too many are running; only tasks passed to {@link #executeInTurn} wait for a
 * thread. Any thread may call.
 */
@FunctionalInterface
@ConsumerType
public interface HandlerThreads extends Executor {

  /**
   * Runs a task, or queues it until a place is free. The caller limits the number of queued tasks.
   */
  default void executeInTurn(Runnable task) {
    execute(task);
  }

  /** Abandons a task that has not returned in time: another task may use its place. */
  default void giveUp(Runnable task) {
    // No limited places by default.
  }

  /**
   * Releases the place of a task that is finished and about to return, so that a task started by it
   * can use the place.
   */
  default void comesBack(Runnable task) {
    // No limited places by default.
  }

  /** Ends the executor and interrupts all running tasks. */
  default void end() {
    // No threads by default.
  }

  /**
   * A pool whose threads exist only while there is work. A thread that is blocked beyond its time
   * is abandoned, and another one takes its place.
   */
  final class Pool implements HandlerThreads {

    private final int most;
    private final int mostGivenUp;

    /**
     * Unbounded by itself: a task that has a place here always gets a thread, even while a finished
     * thread still notifies others.
     */
    private final ThreadPoolExecutor pool;

    private final Set<Runnable> atWork = new HashSet<>();
    private final Set<Runnable> givenUp = new HashSet<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private volatile Runnable freed = () -> {};

    /**
     * Creates a pool without threads.
     *
     * @param threads creates the threads, as daemons
     * @param most the maximum number of running tasks
     * @param mostGivenUp the maximum number of abandoned tasks in addition
     * @param idle the idle time after which a thread ends
     */
    public Pool(ThreadFactory threads, int most, int mostGivenUp, Duration idle) {
      this.most = most;
      this.mostGivenUp = mostGivenUp;
      pool =
          new ThreadPoolExecutor(
              0,
              Integer.MAX_VALUE,
              idle.toSeconds(),
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              threads);
    }

    /** Sets the listener that runs, on a thread of the pool, whenever a place is free. */
    public void onFree(Runnable listener) {
      freed = listener;
    }

    @Override
    public void execute(Runnable task) {
      synchronized (this) {
        if (atWork.size() >= most) {
          throw new RejectedExecutionException(most + " tasks are running");
        }
        atWork.add(task);
      }
      begin(task);
    }

    @Override
    public void executeInTurn(Runnable task) {
      synchronized (this) {
        if (atWork.size() >= most) {
          waiting.add(task);
          return;
        }
        atWork.add(task);
      }
      begin(task);
    }

    private void begin(Runnable task) {
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
        synchronized (this) {
          atWork.remove(task);
          waiting.clear();
        }
        throw e;
      }
    }

    private void done(Runnable task) {
      Runnable next;
      synchronized (this) {
        givenUp.remove(task);
        next = atWork.remove(task) ? inTurn() : null;
      }
      beginInTurn(next);
    }

    @Override
    public void giveUp(Runnable task) {
      Runnable next = null;
      synchronized (this) {
        if (givenUp.size() < mostGivenUp && atWork.remove(task)) {
          givenUp.add(task);
          next = inTurn();
        }
      }
      beginInTurn(next);
      freed.run();
    }

    /**
     * Gives a free place to the task that has waited longest, before any other task can take it.
     */
    private @Nullable Runnable inTurn() {
      Runnable next = waiting.poll();
      if (next != null) {
        atWork.add(next);
      }
      return next;
    }

    private void beginInTurn(@Nullable Runnable next) {
      if (next != null) {
        try {
          begin(next);
        } catch (RejectedExecutionException ended) {
          // The pool has ended, and with it all waiting tasks.
          return;
        }
      }
    }

    @Override
    public void comesBack(Runnable task) {
      done(task);
    }

    /** Ends the pool when the running tasks have returned. */
    public void shutdown() {
      pool.shutdown();
    }

    @Override
    public void end() {
      pool.shutdownNow();
    }
  }
}
