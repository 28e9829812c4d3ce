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
 * Runs what may never come back, the handlers and listeners of others. Refuses if too much of it is
 * at work, so that nothing waits for a thread but what has been promised its turn. Any thread may
 * call.
 */
@FunctionalInterface
@ConsumerType
public interface HandlerThreads extends Executor {

  /**
   * Runs a task that has waited for its turn: if too much is at work, as soon as that has less. The
   * caller sees to it that only so many wait.
   */
  default void executeInTurn(Runnable task) {
    execute(task);
  }

  /** Nobody waits any more for a task that has not come back: another one may have its place. */
  default void giveUp(Runnable task) {
    // Who has no places has none to give away.
  }

  /** A task has done and is about to come back: what it begins now may have its place. */
  default void comesBack(Runnable task) {
    // Who has no places has none to give away.
  }

  /** Ends, and interrupts whoever is at work. */
  default void end() {
    // Who has no threads has none to end.
  }

  /**
   * Threads that are there only while there is something to do. One that is stuck beyond its time
   * is left to whoever blocks it, and another one takes its place.
   */
  final class Pool implements HandlerThreads {

    private final int most;
    private final int mostGivenUp;

    /**
     * Takes all that has a place; a thread that came free is not idle yet while it tells others.
     */
    private final ThreadPoolExecutor pool;

    private final Set<Runnable> atWork = new HashSet<>();
    private final Set<Runnable> givenUp = new HashSet<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private volatile Runnable freed = () -> {};

    /**
     * No thread yet.
     *
     * @param threads makes them; daemons
     * @param most how many may be at work at once
     * @param mostGivenUp how many more may be left to those that do not come back
     * @param idle after which a thread ends
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

    /** Says whom to tell, on a thread that came free, that one more task would be taken. */
    public void onFree(Runnable listener) {
      freed = listener;
    }

    @Override
    public void execute(Runnable task) {
      synchronized (this) {
        if (atWork.size() >= most) {
          throw new RejectedExecutionException(most + " are at work");
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

    /** Who has waited longest has a place that came free, before anybody else can take it. */
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
          // All is over, and with it everything that waited.
          return;
        }
      }
    }

    @Override
    public void comesBack(Runnable task) {
      done(task);
    }

    /** Ends when what is at work has come back. */
    public void shutdown() {
      pool.shutdown();
    }

    @Override
    public void end() {
      pool.shutdownNow();
    }
  }
}
