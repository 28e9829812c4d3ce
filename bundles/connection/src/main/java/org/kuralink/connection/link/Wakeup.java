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
 * Has the session's thread look at something: at once, or within a moment if nothing depends on it,
 * so that what comes meanwhile costs no change of threads of its own. While there is much to look
 * at, each of these looks sets the next one, so that whoever asks wakes nobody. Any thread may
 * call.
 *
 * <p>What is looked at belongs to the session's thread, unless that is calm: it has looked last of
 * all at everything, left nothing to be done, and was handed nothing since. Then it is lent, to one
 * caller after another, for something small that needs no change of threads so; a caller to whom it
 * is not lent, or who cannot leave all in order, has it done by the session's thread. A caller
 * waits for nobody, and the session's thread, when it {@linkplain #claim claims} its own again,
 * only for who is at it. Nobody who was interrupted is lent anything, nor who has it already.
 */
final class Wakeup {

  static final long SOON_MILLIS = 250;

  static final long WHILE_MILLIS = 1000;

  /** So often in a moment is lent for what was reported: for each of 80 messages a second. */
  static final int LITTLE = 20;

  /** With no more to look at than this in a moment, no further look is set. */
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
   * Nothing has been looked at yet.
   *
   * @param look says whether nothing waits for anything that may be told it, or be done at all
   */
  Wakeup(SessionTime time, BooleanSupplier look) {
    this.time = time;
    this.look = look;
    since = time.nanoTime().getAsLong();
    inAWhile = new Alarm(time.thread(), time.nanoTime(), this::look);
  }

  /** It looks as soon as it can, once for all who have asked until then. */
  void now() {
    if (now.compareAndSet(false, true)) {
      later(this::look);
    }
  }

  /** It does something as soon as it can, and nothing is lent before. */
  void later(Runnable work) {
    handedOver.incrementAndGet();
    time.later(
        () -> {
          claim();
          handedOver.decrementAndGet();
          work.run();
        });
  }

  /** It looks at the latest after {@link #SOON_MILLIS}; at once if that may hold something up. */
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
   * It looks in a while, unless it does before; at once if that may hold something up, which it
   * does not while somebody is lent what is to be looked at: who leaves it in order says so.
   */
  void inAWhile() {
    if (calm || lent.isLocked()) {
      inAWhile.after(TimeUnit.MILLISECONDS.toNanos(WHILE_MILLIS));
    } else {
      now();
    }
  }

  /**
   * Lends it for something that was reported and holds nothing up, so that no other thread need be
   * woken for that; while somebody else has it, it looks in a while, and while much is reported
   * soon, for all together.
   *
   * @param where has the work done that can wait a little, as for the medium of the queue
   * @param work says whether it leaves all in order
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
    if (asked.getAndSet(0) > 0) { // who asks from here on is served the next time
      look();
    }
  }

  /** It looks now; who asks from here on asks for another time. Session's thread. */
  void look() {
    claim();
    now.set(false);
    calm = look.getAsBoolean();
  }

  /** Nothing is lent any more before all has been looked at again. Session's thread. */
  void claim() {
    lent.lock();
    calm = false;
    lent.unlock();
  }

  /**
   * Lends a caller what is looked at, if that may be.
   *
   * @param work says whether it leaves all in order
   * @return what it says; false if it was not done
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

  /** Whether the session's thread was handed something that it has not begun. */
  boolean isAwaited() {
    return handedOver.get() > 0;
  }
}
