/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the driver of one asset, one after another. Each call ends within its time, counted
 * from its submission, whatever the driver does. A driver that does not return keeps its thread and
 * gets no other one; until it returns, all further calls fail at once. Any thread may call; no lock
 * is held while the driver is called.
 */
final class DriverQueue {

  /** The largest number of waiting calls. */
  static final int MOST = 100;

  private final String asset;
  private final Executor threads;
  private final ScheduledExecutorService watch;
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private @Nullable Call<?> running;
  private boolean stuck;
  private boolean closed;

  /**
   * Creates an empty queue.
   *
   * @param threads the threads that call drivers; they refuse when all are in use
   * @param watch the timer for deadlines
   */
  DriverQueue(String asset, Executor threads, ScheduledExecutorService watch) {
    this.asset = asset;
    this.threads = threads;
    this.watch = watch;
  }

  /**
   * Calls the driver when the earlier calls are over.
   *
   * @return the result of the call; fails with {@link DriverException}, or with the exception of
   *     the driver
   */
  <T> CompletableFuture<T> call(Callable<T> work, long seconds) {
    Call<T> call = new Call<>(work, seconds);
    String refusal = "";
    boolean first = false;
    synchronized (this) {
      if (closed) {
        refusal = "asset " + asset + " has gone";
      } else if (stuck) {
        refusal = "the driver of asset " + asset + " has not returned from an earlier call";
      } else if (waiting.size() >= MOST) {
        refusal = MOST + " calls are waiting for the driver of asset " + asset;
      } else if (running == null) {
        running = call;
        first = true;
      } else {
        waiting.add(call);
      }
    }
    if (!refusal.isEmpty()) {
      call.fail(refusal);
    } else {
      call.watched();
      if (first) {
        start(call);
      }
    }
    return call.result;
  }

  /** Calls the driver unless a call is running; for periodic calls. */
  <T> Optional<CompletableFuture<T>> callIfIdle(Callable<T> work, long seconds) {
    synchronized (this) {
      if (running != null && !stuck) {
        return Optional.empty();
      }
    }
    return Optional.of(call(work, seconds));
  }

  /**
   * Closes the queue, because the asset has gone: fails the waiting calls and interrupts the
   * running one.
   *
   * @param last a task that runs after that, if a thread is free
   */
  void close(Runnable last) {
    Deque<Call<?>> rest;
    Call<?> present;
    synchronized (this) {
      closed = true;
      rest = new ArrayDeque<>(waiting);
      waiting.clear();
      present = running;
    }
    rest.forEach(call -> call.fail("asset " + asset + " has gone"));
    if (present != null) {
      present.fail("asset " + asset + " has gone");
      present.interrupt();
    }
    try {
      threads.execute(last);
    } catch (RejectedExecutionException e) {
      // A listener that stays registered gets no values from an asset that has gone.
      return;
    }
  }

  private void start(@Nullable Call<?> first) {
    for (Call<?> call = first; call != null; call = next()) {
      try {
        threads.execute(call);
        return;
      } catch (RejectedExecutionException e) {
        call.fail("too many calls of drivers have not returned");
      }
    }
  }

  private synchronized @Nullable Call<?> next() {
    stuck = false;
    running = waiting.poll();
    return running;
  }

  private synchronized void giveUp(Call<?> call) {
    waiting.remove(call);
    stuck |= running == call;
  }

  private final class Call<T> implements Runnable {

    private final Callable<T> work;
    private final long seconds;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable Thread thread;

    Call(Callable<T> work, long seconds) {
      this.work = work;
      this.seconds = seconds;
    }

    void watched() {
      try {
        ScheduledFuture<?> late = watch.schedule(this::late, seconds, TimeUnit.SECONDS);
        result.whenComplete((done, failure) -> late.cancel(false));
      } catch (RejectedExecutionException e) {
        fail("asset " + asset + " has gone");
      }
    }

    private void late() {
      giveUp(this);
      fail("the driver of asset " + asset + " did not answer within " + seconds + " s");
    }

    void fail(String why) {
      result.completeExceptionally(new DriverException(why));
    }

    @Override
    public void run() {
      begin();
      try {
        if (!result.isDone()) {
          result.complete(work.call());
        }
      } catch (Throwable e) {
        // A driver is foreign code and may throw anything.
        result.completeExceptionally(e);
      } finally {
        end();
      }
      start(next());
    }

    private synchronized void begin() {
      thread = Thread.currentThread();
    }

    private synchronized void end() {
      thread = null;
      // The interrupt was meant for the driver, not for the next task of the thread.
      Thread.interrupted();
    }

    synchronized void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** A driver was not called or did not answer. Expected, hence without a stack trace. */
  static final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DriverException(String message) {
      super(message, null, false, false);
    }
  }
}
