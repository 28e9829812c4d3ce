/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which applications' handlers are called: daemon threads {@code
 * kuralink-thing-<name>-handler-<n>}, which end when they have been idle for 30 s. Nothing waits
 * for a thread: beyond the limit a call is refused. A thread that is stuck in a handler beyond its
 * time is left to it, and another one takes its place.
 */
public final class CallThreads implements HandlerTurns.Runner {

  /** How many handlers may be at work at the same time. */
  public static final int MAX = 64;

  /** How many threads may be left to handlers that do not come back. */
  public static final int MAX_GIVEN_UP = 64;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ThreadPoolExecutor pool;
  private final Set<Runnable> atWork = new HashSet<>();
  private final Set<Runnable> givenUp = new HashSet<>();

  private CallThreads(ThreadPoolExecutor pool) {
    this.pool = pool;
  }

  /** Threads of a thing. */
  public static CallThreads start(String name) {
    AtomicInteger count = new AtomicInteger();
    return new CallThreads(
        new ThreadPoolExecutor(
            0,
            MAX + MAX_GIVEN_UP,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              String title = "kuralink-thing-" + name + "-handler-" + count.incrementAndGet();
              Thread thread = new Thread(task, title);
              thread.setDaemon(true);
              return thread;
            }));
  }

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (atWork.size() >= MAX) {
        throw new RejectedExecutionException(MAX + " handlers are at work");
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
  public synchronized void giveUp(Runnable task) {
    if (givenUp.size() < MAX_GIVEN_UP && atWork.remove(task)) {
      givenUp.add(task);
    }
  }

  /** Ends when what is at work has come back. */
  public void shutdown() {
    pool.shutdown();
  }
}
