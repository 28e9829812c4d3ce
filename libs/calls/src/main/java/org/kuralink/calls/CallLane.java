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
  private volatile @Nullable Call<?> running;
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

  /** Interrupts the present call; it still has an ending; any thread. */
  public void interrupt() {
    Call<?> present = running;
    if (present != null) {
      present.runner.interrupt();
    }
  }

  /** Interrupts the present call, and tells nothing any more; any thread. */
  public void close() {
    closed = true;
    ended = true;
    interrupt();
  }

  /** Interrupts the present call, and does something when that has ended. */
  public void close(Runnable last) {
    close();
    if (running == null) {
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

    /** On its own thread. */
    // Whatever the code of others throws is how it ended.
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
            "{}: {} has returned at last; nobody waits for it any more",
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
