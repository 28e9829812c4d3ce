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
 * What is asked of the driver behind one asset, one after another: each call ends within its time,
 * counted from when it was handed in, whatever the driver does. A driver that does not come back
 * keeps the thread it has, and gets no other one: until then everything fails at once. Any thread
 * may call; no lock is held while the driver is called.
 */
final class DriverLane {

  /** How many calls may wait. */
  static final int MOST = 100;

  private final String asset;
  private final Executor threads;
  private final ScheduledExecutorService watch;
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private @Nullable Call<?> running;
  private boolean stuck;
  private boolean closed;

  /**
   * A lane without calls.
   *
   * @param threads where drivers are called; refuses if too many are under way
   * @param watch keeps the time
   */
  DriverLane(String asset, Executor threads, ScheduledExecutorService watch) {
    this.asset = asset;
    this.threads = threads;
    this.watch = watch;
  }

  /**
   * Calls the driver when it is its turn.
   *
   * @return what it gives; fails with {@link DriverException}, or with what it threw
   */
  <T> CompletableFuture<T> call(Callable<T> work, long seconds) {
    Call<T> call = new Call<>(work, seconds);
    String refusal = "";
    boolean first = false;
    synchronized (this) {
      if (closed) {
        refusal = "asset " + asset + " has gone";
      } else if (stuck) {
        refusal = "the driver of asset " + asset + " is still busy with what it was asked before";
      } else if (waiting.size() >= MOST) {
        refusal = MOST + " calls wait for the driver of asset " + asset + " already";
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

  /** The same, unless something is under way; for what comes again anyway. */
  <T> Optional<CompletableFuture<T>> callIfIdle(Callable<T> work, long seconds) {
    synchronized (this) {
      if (running != null && !stuck) {
        return Optional.empty();
      }
    }
    return Optional.of(call(work, seconds));
  }

  /**
   * The asset has gone: what waits fails, and who does not come back is interrupted.
   *
   * @param last what is done of the asset after that, if there is a thread for it
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
      // What listens to an asset that has gone hears nothing.
      return;
    }
  }

  private void start(@Nullable Call<?> first) {
    for (Call<?> call = first; call != null; call = next()) {
      try {
        threads.execute(call);
        return;
      } catch (RejectedExecutionException e) {
        call.fail("too many drivers do not come back");
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
        // A driver is foreign code: whatever it throws is an answer.
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
      // It was meant for the driver, not for whoever has the thread next.
      Thread.interrupted();
    }

    synchronized void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** A driver was not asked, or did not answer. Expected, hence without a stack trace. */
  static final class DriverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DriverException(String message) {
      super(message, null, false, false);
    }
  }
}
