/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor that runs tasks one after another, in order of arrival, on a pool that it shares with
 * other lanes; so a slow listener delays only its own lane. The queue is bounded, and the lane can
 * be held. Any thread may call.
 */
public final class SerialLane implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialLane.class);

  private static final long PATIENCE_NANOS = 2_000_000_000;

  /** The lane that a thread continues with, for lanes that hand on their thread. */
  private static final ThreadLocal<@Nullable Turn> TURN = new ThreadLocal<>();

  private final Executor pool;
  private final int capacity;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Set<Object> holds = new HashSet<>();
  private int running;
  private long began;

  // Set before the lane is used.
  private boolean handsOn;
  private @Nullable LongSupplier nanoTime;
  private @Nullable Alarm patience;

  /** A lane with a maximum number of waiting tasks. */
  public SerialLane(Executor pool, int capacity) {
    this.pool = pool;
    this.capacity = capacity;
  }

  /**
   * Hands on the thread: if a task wakes another lane of the same pool, that lane continues on this
   * lane's thread when this lane is idle, which saves waking another thread. The tasks of this lane
   * must never block.
   */
  SerialLane handingOn() {
    handsOn = true;
    return this;
  }

  /**
   * Allows tasks to block, even for a later task: after 2 s the later tasks continue on one more
   * thread.
   */
  SerialLane impatient(SessionTime time) {
    nanoTime = time.nanoTime();
    patience = new Alarm(time.thread(), time.nanoTime(), this::wake);
    return this;
  }

  /** Queues a task; false if the queue is full. */
  public boolean offer(Runnable task) {
    synchronized (this) {
      if (waiting.size() >= capacity) {
        return false;
      }
      waiting.add(task);
    }
    wake();
    return true;
  }

  /** Queues a task; runs it on the calling thread if the queue is full. */
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      task.run();
    }
  }

  /** Queues a task and waits for its end; false after the time limit, or if interrupted. */
  public boolean await(Runnable task, Duration limit) {
    CountDownLatch done = new CountDownLatch(1);
    execute(
        () -> {
          try {
            task.run();
          } finally {
            done.countDown();
          }
        });
    try {
      return done.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Puts a task of this lane back to the front of the queue. Called by the task. */
  synchronized void putBack(Runnable task) {
    waiting.addFirst(task);
  }

  /** Holds the lane for a reason, until the same reason is released. */
  synchronized void hold(Object reason) {
    holds.add(reason);
  }

  /** Lets work go on when no other reason holds it. */
  void release(Object reason) {
    synchronized (this) {
      holds.remove(reason);
    }
    wake();
  }

  private void wake() {
    synchronized (this) {
      if (waiting.isEmpty() || !holds.isEmpty() || running > 0 && !isHeldUp()) {
        return;
      }
      if (running++ == 0 && nanoTime != null) {
        began = nanoTime.getAsLong(); // the start of the previous task is outdated
      }
    }
    Turn turn = TURN.get();
    if (turn == null || !turn.takes(this)) {
      start();
    }
  }

  /** Returns whether the running task blocks for too long; if not yet, checks again later. */
  private boolean isHeldUp() {
    if (patience == null || nanoTime == null || running > 1) {
      return false;
    }
    long left = began + PATIENCE_NANOS - nanoTime.getAsLong();
    if (left > 0) {
      patience.after(left);
    }
    return left <= 0;
  }

  private void start() {
    try {
      pool.execute(this::drain);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running--;
        waiting.clear();
      }
    }
  }

  private void drain() {
    if (!handsOn) {
      work(() -> {});
      return;
    }
    Turn turn = new Turn(pool);
    TURN.set(turn);
    try {
      work(turn::letGo);
    } finally {
      TURN.remove();
    }
    SerialLane woken = turn.take();
    if (woken != null) {
      woken.drain();
    }
  }

  /** Runs all waiting tasks; calls {@code more} before each. */
  private void work(Runnable more) {
    for (Runnable task = next(); task != null; task = next()) {
      more.run();
      try {
        task.run();
      } catch (Throwable e) {
        // Also errors of removed classes, or a stack overflow by a deeply nested message.
        LOG.warn("A listener or handler failed: {}", e.toString(), e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = holds.isEmpty() ? waiting.poll() : null;
    if (task == null) {
      running--;
    } else if (nanoTime != null && running == 1) {
      began = nanoTime.getAsLong();
    }
    return task;
  }

  /** The lane that the current thread continues with. Confined to the thread. */
  private static final class Turn {

    private final Executor pool;
    private @Nullable SerialLane woken;

    Turn(Executor pool) {
      this.pool = pool;
    }

    /**
     * Makes a lane continue on this thread; a lane that was to do so before gets its own thread.
     */
    boolean takes(SerialLane lane) {
      if (lane.pool != pool) {
        return false;
      }
      letGo();
      woken = lane;
      return true;
    }

    /** Gives the waiting lane a thread of its own. */
    void letGo() {
      SerialLane waiting = take();
      if (waiting != null) {
        waiting.start();
      }
    }

    @Nullable SerialLane take() {
      SerialLane taken = woken;
      woken = null;
      return taken;
    }
  }
}
