/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.shadow.ShadowListener;
import org.kuralink.api.shadow.ShadowStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener, in order, on a thread that it may block without keeping anybody else. Used on
 * the shadow's thread, but for {@link #run}.
 */
final class ListenerLane implements Runnable {

  /** How much one that blocks may miss at the most; beyond it the oldest is dropped. */
  static final int CAPACITY = 100;

  /** How long a listener may take before it is named. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ListenerLane.class);

  private final ShadowListener listener;
  private final Workers threads;
  private final ScheduledExecutorService timer;
  private final Deque<ShadowStatus> waiting = new ArrayDeque<>();
  private boolean running;
  private @Nullable ScheduledFuture<?> alarm;

  ListenerLane(ShadowListener listener, Workers threads, ScheduledExecutorService timer) {
    this.listener = listener;
    this.threads = threads;
    this.timer = timer;
  }

  void tell(ShadowStatus status) {
    synchronized (this) {
      if (waiting.size() == CAPACITY) {
        waiting.poll();
      }
      waiting.add(status);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      ScheduledFuture<?> alarm =
          timer.schedule(this::late, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      alarms(alarm);
      threads.execute(this);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is told later: {}", name(), e.getMessage());
      ended();
    }
  }

  private synchronized void alarms(ScheduledFuture<?> set) {
    alarm = set;
  }

  @Override
  public void run() {
    for (ShadowStatus next = next(); next != null; next = next()) {
      try {
        listener.changed(next);
      } catch (Throwable e) {
        // Whatever it is: another language, or a trick, throws what Java would not let pass.
        LOG.warn("the listener {} failed: {}", name(), e.toString());
      }
    }
  }

  private synchronized @Nullable ShadowStatus next() {
    ShadowStatus next = waiting.poll();
    if (next == null) {
      ended();
    }
    return next;
  }

  private synchronized void ended() {
    running = false;
    ScheduledFuture<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
    alarm = null;
  }

  private void late() {
    synchronized (this) {
      if (!running) {
        return;
      }
    }
    LOG.warn("the listener {} has not come back; it keeps its thread", name());
    threads.giveUp(this);
  }

  private String name() {
    return listener.getClass().getName();
  }
}
