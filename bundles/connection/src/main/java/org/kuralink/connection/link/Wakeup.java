/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Makes the session's thread process pending work: at once, or after a short delay if nothing
 * depends on it, so that work is collected and fewer thread switches are needed. While there is
 * much work, each round schedules the next one, so that callers wake no thread. Any thread may
 * call.
 *
 * <p>The work belongs to the session's thread, unless that is calm: its last round processed
 * everything, left nothing to do, and no work was submitted since. Then the ownership is lent, to
 * one caller after another, for small work without a thread switch. A caller that cannot borrow it,
 * or leaves work behind, submits the work to the session's thread. A caller never waits; the
 * session's thread, when it {@linkplain #claim claims} the ownership again, waits only for the
 * current borrower. An interrupted thread, or one that has borrowed already, cannot borrow.
 */
final class Wakeup {

  static final long SOON_MILLIS = 250;

  static final long WHILE_MILLIS = 1000;

  /**
   * The number of results per {@link #SOON_MILLIS} for which the ownership is lent: 80 a second.
   */
  static final int LITTLE = 20;

  /** With no more work than this in a round, no further round is scheduled. */
  private static final int FEW = 2;

  private final SessionTime time;
  private final BooleanSupplier look;
  private final ReentrantLock lent = new ReentrantLock();
  private final AtomicInteger handedOver = new AtomicInteger();
  private final AtomicBoolean now = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean soon = new AtomicBoolean();
  private final Alarm inAWhile;
  private volatile boolean calm;

  // Guarded by this.
  private long since;
  private int reports;

  /**
   * No round yet.
   *
   * @param look processes all work; returns whether nothing is left to do or wait for
   */
  Wakeup(SessionTime time, BooleanSupplier look) {
    this.time = time;
    this.look = look;
    since = time.nanoTime().getAsLong();
    inAWhile = new Alarm(time.thread(), time.nanoTime(), this::look);
  }

  /** Requests a round as soon as possible, one for all requests until then. */
  void now() {
    if (now.compareAndSet(false, true)) {
      later(this::look);
    }
  }

  /** Runs work on the session's thread as soon as possible; nothing is lent before. */
  void later(Runnable work) {
    handedOver.incrementAndGet();
    time.later(
        () -> {
          claim();
          handedOver.decrementAndGet();
          work.run();
        });
  }

  /** Requests a round within {@link #SOON_MILLIS}; at once if a delay could hold up other work. */
  void soon() {
    if (!calm) {
      now();
    } else if (!now.get()) {
      asked.incrementAndGet();
      if (soon.compareAndSet(false, true)) {
        inAMoment();
      }
    }
  }

  /**
   * Requests a round within {@link #WHILE_MILLIS}; at once if a delay could hold up other work,
   * which it cannot while the ownership is lent, because the borrower reports what it leaves.
   */
  void inAWhile() {
    if (calm || lent.isLocked()) {
      inAWhile.after(TimeUnit.MILLISECONDS.toNanos(WHILE_MILLIS));
    } else {
      now();
    }
  }

  /**
   * Lends the ownership for processing results that hold up no other work, which saves waking
   * another thread. If it is lent already, a round follows in a while; with many results, one round
   * follows soon for all of them.
   *
   * @param where runs the work, which may wait for the disk of the queue
   * @param work returns whether nothing is left to do
   */
  void inPassing(Executor where, BooleanSupplier work) {
    if (isLittle()) {
      where.execute(
          () -> {
            if (!lend(work)) {
              inAWhile();
            }
          });
    } else {
      soon();
    }
  }

  private synchronized boolean isLittle() {
    long at = time.nanoTime().getAsLong();
    if (at - since >= TimeUnit.MILLISECONDS.toNanos(SOON_MILLIS)) {
      since = at;
      reports = 0;
    }
    return reports < LITTLE && ++reports > 0;
  }

  private void inAMoment() {
    time.thread().schedule(this::lookInPassing, SOON_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookInPassing() {
    if (asked.get() > FEW) {
      inAMoment();
    } else {
      soon.set(false);
    }
    if (asked.getAndSet(0) > 0) { // later requests belong to the next round
      look();
    }
  }

  /** Runs a round now; later requests need another one. Session's thread. */
  void look() {
    claim();
    now.set(false);
    calm = look.getAsBoolean();
  }

  /** Stops lending until the next round has finished. Session's thread. */
  void claim() {
    lent.lock();
    calm = false;
    lent.unlock();
  }

  /**
   * Lends the ownership to a caller, if possible.
   *
   * @param work returns whether nothing is left to do
   * @return the result of the work; false if it was not run
   */
  boolean lend(BooleanSupplier work) {
    boolean may = isCalm() && !lent.hasQueuedThreads() && !Thread.currentThread().isInterrupted();
    if (!may || !lent.tryLock()) {
      return false;
    }
    try {
      if (!isCalm()) {
        return false;
      }
      calm = false;
      calm = work.getAsBoolean();
      return calm;
    } finally {
      lent.unlock();
    }
  }

  private boolean isCalm() {
    return calm && !isAwaited();
  }

  /** Returns whether the session's thread has submitted work that it has not started. */
  boolean isAwaited() {
    return handedOver.get() > 0;
  }
}
