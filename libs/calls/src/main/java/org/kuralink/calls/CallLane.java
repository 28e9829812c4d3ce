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
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls foreign code, each call on its own thread, one after another. Each call that is still
 * wanted has exactly one result, reported on the component's thread: it returned, it threw, or its
 * deadline passed. A call whose deadline has passed is interrupted and abandoned; the next one gets
 * another thread. For the component's thread, unless a method says otherwise.
 */
public final class CallLane {

  private static final Logger LOG = LoggerFactory.getLogger(CallLane.class);

  private final ComponentThread thread;
  private final ThreadFactory threads;
  private final IntConsumer hangs;
  private final Deque<Call<?>> waiting = new ArrayDeque<>();
  private volatile @Nullable Call<?> running;
  private volatile boolean ended;
  private volatile boolean closed;
  private Runnable afterwards = () -> {};

  /**
   * A lane without calls.
   *
   * @param thread reports results and measures the deadlines
   * @param threads creates the thread of each call
   * @param hangs is told 1 when a call is abandoned, and -1 when an abandoned call ends
   */
  public CallLane(ComponentThread thread, ThreadFactory threads, IntConsumer hangs) {
    this.thread = thread;
    this.threads = threads;
    this.hangs = hangs;
  }

  /**
   * Queues a call.
   *
   * @param limit the deadline of the call
   * @param wanted checked before the call and after it; if false, nothing is called or reported
   */
  public <T> void call(
      Duration limit, BooleanSupplier wanted, Callable<T> work, Ending<? super T> ending) {
    waiting.add(new Call<>(limit, wanted, work, ending));
    next();
  }

  /** Interrupts the current call, whose result is still reported. Any thread. */
  public void interrupt() {
    Call<?> present = running;
    if (present != null) {
      present.runner.interrupt();
    }
  }

  /** Interrupts the current call and reports no more results. Any thread. */
  public void close() {
    closed = true;
    ended = true;
    interrupt();
  }

  /** Interrupts the current call, and runs an action when it has ended. */
  public void close(Runnable last) {
    close();
    if (running == null) {
      last.run();
    } else {
      afterwards = last;
    }
  }

  /**
   * Starts no more calls. The current call may run on for a short time before it is interrupted,
   * and its result is reported. Any thread.
   *
   * @return whether it has ended within that time
   */
  public boolean end(Duration patience) {
    ended = true;
    Call<?> present = running;
    return present == null || present.end(patience);
  }

  private void next() {
    while (!ended && running == null && !waiting.isEmpty()) {
      Call<?> call = waiting.remove();
      if (call.wanted.getAsBoolean()) {
        running = call;
        call.start();
      }
    }
  }

  /**
   * Receives the result of a call; one of the methods is called, once.
   *
   * @param <T> the type of the returned value
   */
  public interface Ending<T> {

    /** Returns the name of the called code for messages. */
    String whom();

    /** The call returned a value, or null. */
    void returned(@Nullable T value);

    /** The call threw an exception, checked or not, or an error. */
    void threw(Throwable failure);

    /** The call was not started because no thread could be created. */
    default void notBegun(OutOfMemoryError failure) {
      threw(failure);
    }

    /**
     * The deadline has passed. Called before the interrupt, after which the code may have lost its
     * state; returns the action to perform.
     */
    Runnable overdue();
  }

  private final class Call<T> implements Runnable {

    private final Duration limit;
    private final BooleanSupplier wanted;
    private final Callable<T> work;
    private final Ending<? super T> ending;
    private final Thread runner;
    private @Nullable Future<?> watch;

    Call(Duration limit, BooleanSupplier wanted, Callable<T> work, Ending<? super T> ending) {
      this.limit = limit;
      this.wanted = wanted;
      this.work = work;
      this.ending = ending;
      this.runner = threads.newThread(this);
    }

    void start() {
      watch = thread.later(limit, this::overdue);
      try {
        runner.start();
      } catch (OutOfMemoryError e) {
        thread.run(() -> finish(() -> ending.notBegun(e)));
      }
    }

    /** Runs on its own thread. */
    // Foreign code may throw anything, which is the result of the call.
    @SuppressWarnings("CatchThrowable")
    @Override
    public void run() {
      try {
        T value = work.call();
        thread.run(() -> ended(() -> ending.returned(value)));
      } catch (Throwable e) {
        thread.run(() -> ended(() -> ending.threw(e)));
      }
    }

    boolean end(Duration patience) {
      try {
        runner.join(Math.max(1, patience.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      boolean inTime = !runner.isAlive();
      runner.interrupt();
      return inTime;
    }

    private void ended(Runnable told) {
      if (running == this) {
        finish(told);
        return;
      }
      hangs.accept(-1);
      if (!closed) {
        LOG.info(
            "{}: {} has returned after its deadline; the result is ignored",
            thread.name(),
            ending.whom());
      }
    }

    private void overdue() {
      if (running == this) {
        Runnable told = ending.overdue();
        runner.interrupt();
        hangs.accept(1);
        finish(told);
      }
    }

    private void finish(Runnable told) {
      running = null;
      if (watch != null) {
        watch.cancel(false);
      }
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
  }
}
