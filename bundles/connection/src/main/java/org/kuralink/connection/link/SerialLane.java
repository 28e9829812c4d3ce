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
 * Runs work one after another, in the order it came, on a pool that it shares with other lanes. So
 * a slow listener holds up its own lane only. Bounded; may be held back. Any thread may call.
 */
public final class SerialLane implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialLane.class);

  private static final long PATIENCE_NANOS = 2_000_000_000;

  /** Of a thread that works for a lane that hands on. */
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

  /** A lane that holds so many waiting tasks at most. */
  public SerialLane(Executor pool, int capacity) {
    this.pool = pool;
    this.capacity = capacity;
  }

  /**
   * Its tasks never wait for anybody. Another lane of the same pool that one of them wakes need not
   * wake a thread of its own when this lane runs dry: it goes on with this one's.
   */
  SerialLane handingOn() {
    handsOn = true;
    return this;
  }

  /**
   * Its tasks may wait, even for one behind them: after 2 s the others go on beside it, on one more
   * thread.
   */
  SerialLane impatient(SessionTime time) {
    nanoTime = time.nanoTime();
    patience = new Alarm(time.thread(), time.nanoTime(), this::wake);
    return this;
  }

  /** Takes a task on; false if there is no room, which is for the caller to tell. */
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

  /** Takes a task on; runs it here and now if there is no room. */
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      task.run();
    }
  }

  /** Takes a task on and waits for it; false if that took too long, or somebody interrupted. */
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

  /** From within a task of this lane: it is to be tried again before all others. */
  synchronized void putBack(Runnable task) {
    waiting.addFirst(task);
  }

  /** Holds work back for a reason, until the same reason is released. */
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
        began = nanoTime.getAsLong(); // not when its last task did, before it was idle
      }
    }
    Turn turn = TURN.get();
    if (turn == null || !turn.takes(this)) {
      start();
    }
  }

  /** Whether the one thread there is has been at its task for too long; looks again if not yet. */
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

  /** Does all that there is to do; says before each task that there is more. */
  private void work(Runnable more) {
    for (Runnable task = next(); task != null; task = next()) {
      more.run();
      try {
        task.run();
      } catch (Throwable e) {
        // Also classes that went with their bundle, or too deep a message: the lane outlives it.
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

  /** What a thread that hands on has in hand. Its own. */
  private static final class Turn {

    private final Executor pool;
    private @Nullable SerialLane woken;

    Turn(Executor pool) {
      this.pool = pool;
    }

    /** Whether a lane will go on with this thread; one that was to do so before is let go. */
    boolean takes(SerialLane lane) {
      if (lane.pool != pool) {
        return false;
      }
      letGo();
      woken = lane;
      return true;
    }

    /** The lane that was to go on with this thread need not wait for it. */
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
