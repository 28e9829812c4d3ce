/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that runs code of other bundles, one call after another, and exists only while
 * there are calls. It logs a call that throws. It logs a call that does not return in time and
 * abandons it; another thread continues, at most {@value #MOST} times. Any thread may call.
 */
final class ForeignCodeThread {

  /** The time after which a call is abandoned. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The largest number of waiting calls; for a further one the oldest is dropped. */
  static final int CAPACITY = 10_000;

  static final int MOST = 16;

  private static final Logger LOG = LoggerFactory.getLogger(ForeignCodeThread.class);

  private final String name;
  private final ScheduledExecutorService watch;
  private final AtomicInteger stuck = new AtomicInteger();

  // Guarded by this.
  private final Deque<Call> waiting = new ArrayDeque<>();
  private @Nullable Object turn;
  private boolean ended;
  private boolean dropped;

  /**
   * Creates the object; its thread starts with the first call.
   *
   * @param name the name of its threads
   * @param watch the timer that detects calls that do not return
   */
  ForeignCodeThread(String name, ScheduledExecutorService watch) {
    this.name = name;
    this.watch = watch;
  }

  private record Call(String who, Runnable code) {}

  /** Runs a call after the earlier ones. */
  void run(String who, Runnable code) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (waiting.size() >= CAPACITY) {
        waiting.removeFirst();
        if (!dropped) {
          dropped = true;
          LOG.warn("{}: {} is too slow; its oldest waiting calls are dropped", name, who);
        }
      }
      waiting.addLast(new Call(who, code));
      if (turn != null) {
        return;
      }
      begin();
    }
  }

  private void begin() {
    Object mine = new Object();
    turn = mine;
    Thread thread = new Thread(() -> work(mine), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void work(Object mine) {
    for (Call call = next(mine); call != null; call = next(mine)) {
      String who = call.who;
      java.util.concurrent.Future<?> limit = null;
      try {
        limit = watch.schedule(() -> late(mine, who), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        call.code.run();
      } catch (Throwable e) {
        LOG.warn("{}: {} failed: {}", name, who, e.toString());
      }
      if (limit != null) {
        limit.cancel(false);
      }
    }
  }

  private synchronized @Nullable Call next(Object mine) {
    if (turn != mine) {
      stuck.decrementAndGet();
      return null;
    }
    Call call = ended ? null : waiting.pollFirst();
    if (call == null) {
      turn = null;
      dropped = false;
    }
    return call;
  }

  private synchronized void late(Object mine, String who) {
    if (turn != mine || stuck.get() >= MOST) {
      return;
    }
    LOG.warn("{}: {} has not returned for {} s", name, who, PATIENCE.toSeconds());
    stuck.incrementAndGet();
    turn = null;
    if (!waiting.isEmpty()) {
      begin();
    }
  }

  /** Drops the waiting calls and refuses new ones. */
  synchronized void end() {
    ended = true;
    waiting.clear();
  }
}
