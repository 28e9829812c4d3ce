/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one line asks, one after the other, each within its limit. A thread of its own waits for
 * each answer, a daemon {@code kuralink-http-line} that is there while there is something to do:
 * the asynchronous way of Java's client makes a thread for each answer on a machine of two
 * processors. The clock is looked at once for many exchanges, not set for each.
 */
final class Exchanges implements AutoCloseable {

  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor thread = thread();
  private @Nullable Exchange underWay;
  private @Nullable Long nextLook;

  /** One of them. */
  private final class Exchange implements Runnable {

    private final Callable<UplinkAnswer> question;
    private final long nanos;
    private final CompletableFuture<UplinkAnswer> result = new CompletableFuture<>();
    private @Nullable Thread waiting;
    private long due;
    private boolean late;

    Exchange(Callable<UplinkAnswer> question, Duration limit) {
      this.question = question;
      this.nanos = limit.toNanos();
    }

    @Override
    public void run() {
      UplinkAnswer answer = null;
      Throwable failure = null;
      begun();
      try {
        answer = question.call();
      } catch (InterruptedException e) {
        failure = new CancellationException();
      } catch (Exception e) {
        failure = e;
      }
      boolean tooLate = ended();
      if (tooLate) {
        result.completeExceptionally(new TimeoutException());
      } else if (failure != null) {
        result.completeExceptionally(failure);
      } else {
        result.complete(answer);
      }
    }

    private void begun() {
      synchronized (Exchanges.this) {
        waiting = Thread.currentThread();
        due = System.nanoTime() + nanos;
        underWay = this;
        if (nextLook == null || due - nextLook < 0) {
          lookIn(nanos);
        }
      }
    }

    /** Nobody interrupts this thread any more for this one. */
    private boolean ended() {
      synchronized (Exchanges.this) {
        underWay = null;
        return late;
      }
    }

    private void cutOff() {
      late = true;
      if (waiting != null) {
        waiting.interrupt();
      }
    }
  }

  /** Asks, when what was asked before has its answer. */
  CompletableFuture<UplinkAnswer> begin(Callable<UplinkAnswer> question, Duration limit) {
    Exchange exchange = new Exchange(question, limit);
    try {
      thread.execute(exchange);
      return exchange.result;
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(new CancellationException());
    }
  }

  private void lookIn(long nanos) {
    long when = System.nanoTime() + nanos;
    nextLook = when;
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(() -> look(when));
  }

  /** Whether the one that is under way has had its time. */
  private synchronized void look(long when) {
    if (nextLook == null || nextLook != when) {
      return;
    }
    nextLook = null;
    if (underWay != null) {
      long left = underWay.due - System.nanoTime();
      if (left > 0) {
        lookIn(left);
      } else {
        underWay.cutOff();
      }
    }
  }

  /** Cuts off what is under way; nothing is asked any more. */
  @Override
  public void close() {
    for (Runnable waiting : thread.shutdownNow()) {
      if (waiting instanceof Exchange exchange) {
        exchange.result.completeExceptionally(new CancellationException());
      }
    }
  }

  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread made = new Thread(work, "kuralink-http-line");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }
}
