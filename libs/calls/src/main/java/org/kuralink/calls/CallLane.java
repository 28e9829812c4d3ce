/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.calls;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where code runs that may do anything: each call on a thread of its own, one after the other. Each
 * that is still wanted has exactly one ending, told on the component's thread: it returned, it
 * threw, or its time was over. A call whose time is over is interrupted and left to itself; the
 * next one gets another thread. For the component's thread, unless a method says otherwise.
 */
public final class CallLane {

  private static final Logger LOG = LoggerFactory.getLogger(CallLane.class);

  private final ComponentThread thread;
  private final ThreadFactory threads;
  private final IntConsumer hangs;
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private volatile Optional<Call<?>> running = Optional.empty();
  private volatile boolean ended;
  private volatile boolean closed;
  private Runnable afterwards = () -> {};

  /**
   * Calls nobody yet.
   *
   * @param thread on which endings are told and time is kept
   * @param threads makes one for each call
   * @param hangs told 1 of a call that is given up, and -1 when it has ended after all
   */
  public CallLane(ComponentThread thread, ThreadFactory threads, IntConsumer hangs) {
    this.thread = thread;
    this.threads = threads;
    this.hangs = hangs;
  }

  /**
   * Lets code run when those before have ended.
   *
   * @param limit how long it may take
   * @param wanted asked when its turn comes and when it has ended; if not, nothing is done or told
   */
  public <T> void call(
      Duration limit, BooleanSupplier wanted, Callable<T> work, Ending<? super T> ending) {
    waiting.add(new Call<>(limit, wanted, work, ending));
    next();
  }

  /** Interrupts the present call; it still has an ending. */
  public void interrupt() {
    running.ifPresent(Call::interrupt);
  }

  /** Interrupts the present call, and tells nothing any more; any thread. */
  public void close() {
    closed = true;
    ended = true;
    running.ifPresent(Call::interrupt);
  }

  /** Interrupts the present call, and does something when that has ended. */
  public void close(Runnable last) {
    close();
    if (running.isEmpty()) {
      last.run();
    } else {
      afterwards = last;
    }
  }

  /**
   * Begins no call any more; any thread. The present one gets a moment before it is interrupted,
   * and its ending is told.
   *
   * @return whether it has ended within that moment
   */
  public boolean end(Duration patience) {
    ended = true;
    return running.map(call -> call.end(patience)).orElse(true);
  }

  private void next() {
    while (!ended && running.isEmpty() && !waiting.isEmpty()) {
      Call<?> call = waiting.remove();
      if (call.wanted.getAsBoolean()) {
        running = Optional.of(call);
        call.start();
      }
    }
  }

  /**
   * How a call ended; one of these is called, once.
   *
   * @param <T> what is returned
   */
  public interface Ending<T> {

    /** Who was called, for people. */
    String whom();

    /** It returned something, or nothing where it should have. */
    void returned(@Nullable T value);

    /** It threw something: an exception, checked or not, or an error. */
    void threw(Throwable failure);

    /** It was not even begun, for the system has no thread left. */
    default void notBegun(OutOfMemoryError failure) {
      threw(failure);
    }

    /**
     * It has not returned in time. Asked before it is interrupted, for then it may forget what it
     * waited for; brings what is to be done about it.
     */
    Runnable overdue();
  }

  private final class Call<T> {

    private final Duration limit;
    private final BooleanSupplier wanted;
    private final Ending<? super T> ending;
    private final FutureTask<T> task;
    private final Thread runner;
    private Future<?> watch = CompletableFuture.completedFuture(null);

    Call(Duration limit, BooleanSupplier wanted, Callable<T> work, Ending<? super T> ending) {
      this.limit = limit;
      this.wanted = wanted;
      this.ending = ending;
      this.task =
          new FutureTask<>(work) {
            @Override
            protected void done() {
              thread.run(Call.this::ended);
            }
          };
      this.runner = threads.newThread(task);
    }

    void start() {
      watch = thread.later(limit, this::overdue);
      try {
        runner.start();
      } catch (OutOfMemoryError e) {
        thread.run(
            () -> {
              if (isRunning()) {
                finish(() -> ending.notBegun(e));
              }
            });
      }
    }

    void interrupt() {
      runner.interrupt();
    }

    boolean end(Duration patience) {
      try {
        runner.join(patience.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      boolean inTime = !runner.isAlive();
      runner.interrupt();
      return inTime;
    }

    private boolean isRunning() {
      return running.filter(call -> call == this).isPresent();
    }

    private void ended() {
      if (isRunning()) {
        finish(this::tell);
      } else {
        hangs.accept(-1);
        if (!closed) {
          LOG.info(
              "{}: {} has returned at last; nobody waits for it any more",
              thread.name(),
              ending.whom());
        }
      }
    }

    private void overdue() {
      if (isRunning()) {
        Runnable told = ending.overdue();
        runner.interrupt();
        hangs.accept(1);
        finish(told);
      }
    }

    private void finish(Runnable told) {
      running = Optional.empty();
      watch.cancel(false);
      try {
        if (!closed && wanted.getAsBoolean()) {
          told.run();
        }
      } finally {
        Runnable last = afterwards;
        afterwards = () -> {};
        last.run();
        next();
      }
    }

    private void tell() {
      try {
        ending.returned(task.get());
      } catch (ExecutionException e) {
        ending.threw(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
