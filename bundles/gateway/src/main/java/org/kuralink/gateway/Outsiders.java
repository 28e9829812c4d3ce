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
 * Runs code of others, one call after another, on a daemon thread of its own that is there only
 * while there is something to do. A call that throws is named; one that does not return in time is
 * named and left behind, and another thread goes on, at most {@value #MOST} times. Any thread may
 * call.
 */
final class Outsiders {

  /** How long a call may keep the next ones waiting. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many calls may wait; the oldest is dropped for one more. */
  static final int CAPACITY = 10_000;

  static final int MOST = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Outsiders.class);

  private final String name;
  private final ScheduledExecutorService watch;
  private final AtomicInteger stuck = new AtomicInteger();

  // Guarded by this.
  private final Deque<Call> waiting = new ArrayDeque<>();
  private @Nullable Object turn;
  private boolean ended;
  private boolean dropped;

  /**
   * A lane without a thread yet.
   *
   * @param name of its threads
   * @param watch notices calls that do not return
   */
  Outsiders(String name, ScheduledExecutorService watch) {
    this.name = name;
    this.watch = watch;
  }

  private record Call(String who, Runnable code) {}

  /** Runs a call when those before it have ended. */
  void run(String who, Runnable code) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (waiting.size() >= CAPACITY) {
        waiting.removeFirst();
        if (!dropped) {
          dropped = true;
          LOG.warn("{}: {} does not keep up; what is oldest is dropped", name, who);
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

  /** Nothing is run any more. */
  synchronized void end() {
    ended = true;
    waiting.clear();
  }
}
