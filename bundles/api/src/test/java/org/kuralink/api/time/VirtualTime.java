/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Virtual time for tests: a clock and a scheduler. Time advances only by {@link #leap}. Due tasks
 * run on the thread that calls {@link #leap} or {@link #settle}, ordered by due time, then by
 * submission. Any thread may submit tasks.
 */
public final class VirtualTime {

  /** The initial time. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(task -> task.due).thenComparingLong(t -> t.order));
  private final Scheduler scheduler = new Scheduler();
  private final Clock clock = new VirtualClock();
  private long nanos;
  private long handedIn;
  private Duration clockStep = Duration.ZERO;

  /** Returns the clock. */
  public Clock clock() {
    return clock;
  }

  /** Returns the scheduler; tasks without delay wait for {@link #settle} or {@link #leap}. */
  public ScheduledExecutorService scheduler() {
    return scheduler;
  }

  /** Returns the nanoseconds since the start, in place of {@link System#nanoTime}. */
  public synchronized long nanoTime() {
    return nanos;
  }

  /** Runs all due tasks, including those that they submit, until none is due. */
  public void settle() {
    leap(Duration.ZERO);
  }

  /** Advances the time and runs each task that becomes due at its own time. */
  public void leap(Duration duration) {
    long end;
    synchronized (this) {
      end = nanos + duration.toNanos();
    }
    for (Task<?> task = take(end); task != null; task = take(end)) {
      task.run();
    }
    synchronized (this) {
      nanos = Math.max(nanos, end);
    }
  }

  /** Steps the wall clock, as NTP does, without effect on the scheduler. */
  public synchronized void stepClock(Duration step) {
    clockStep = clockStep.plus(step);
  }

  /** Returns the number of waiting tasks, due or not. */
  public synchronized int waiting() {
    return tasks.size();
  }

  private synchronized Task<?> take(long end) {
    Task<?> first = tasks.peek();
    if (first == null || first.due > end) {
      return null;
    }
    nanos = Math.max(nanos, first.due);
    return tasks.poll();
  }

  private synchronized <T> Task<T> add(Callable<T> work, long delay, long period) {
    if (scheduler.shut) {
      throw new RejectedExecutionException("shut down");
    }
    Task<T> task = new Task<>(work, nanos + Math.max(0, delay), period, handedIn++);
    tasks.add(task);
    return task;
  }

  private synchronized boolean remove(Task<?> task) {
    return tasks.remove(task);
  }

  private final class VirtualClock extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      synchronized (VirtualTime.this) {
        return START.plusNanos(nanos).plus(clockStep);
      }
    }
  }

  private final class Task<T> extends FutureTask<T> implements RunnableScheduledFuture<T> {

    private final long order;
    private final long period;
    private long due;

    Task(Callable<T> work, long due, long period, long order) {
      super(work);
      this.due = due;
      this.period = period;
      this.order = order;
    }

    @Override
    public void run() {
      if (period == 0) {
        super.run();
      } else if (runAndReset()) {
        synchronized (VirtualTime.this) {
          due += period;
          tasks.add(this);
        }
      }
    }

    @Override
    public boolean cancel(boolean interrupt) {
      boolean cancelled = super.cancel(interrupt);
      VirtualTime.this.remove(this);
      return cancelled;
    }

    @Override
    public boolean isPeriodic() {
      return period != 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  private final class Scheduler extends AbstractExecutorService
      implements ScheduledExecutorService {

    private volatile boolean shut;

    @Override
    public void execute(Runnable command) {
      schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      return add(callable(command), unit.toNanos(delay), 0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
      return add(callable, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable command, long initialDelay, long period, TimeUnit unit) {
      return add(callable(command), unit.toNanos(initialDelay), unit.toNanos(period));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable command, long initialDelay, long delay, TimeUnit unit) {
      return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    @Override
    public void shutdown() {
      shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      synchronized (VirtualTime.this) {
        shut = true;
        List<Runnable> left = new ArrayList<>(tasks);
        tasks.clear();
        return left;
      }
    }

    @Override
    public boolean isShutdown() {
      return shut;
    }

    @Override
    public boolean isTerminated() {
      return shut && waiting() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      settle();
      return isTerminated();
    }

    private Callable<Object> callable(Runnable command) {
      return () -> {
        command.run();
        return null;
      };
    }
  }
}
