/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A one-shot timer that runs its action on the session's thread at the earliest of the requested
 * times. Any thread may call.
 */
final class Alarm {

  private final ScheduledExecutorService session;
  private final LongSupplier nanoTime;
  private final Runnable wake;
  private @Nullable ScheduledFuture<?> set;
  private long due;

  Alarm(ScheduledExecutorService session, LongSupplier nanoTime, Runnable wake) {
    this.session = session;
    this.nanoTime = nanoTime;
    this.wake = wake;
  }

  synchronized void after(long nanos) {
    long delay = Math.max(0, nanos);
    long at = nanoTime.getAsLong() + delay;
    ScheduledFuture<?> earlier = set;
    if (earlier != null) {
      if (due - at <= 0) {
        return;
      }
      earlier.cancel(false);
    }
    due = at;
    set = session.schedule(this::ring, delay, TimeUnit.NANOSECONDS);
  }

  /** Requests the action at a time of the monotonic clock. */
  void at(long moment) {
    after(moment - nanoTime.getAsLong());
  }

  /** Replaces the requested time, also by a later one. */
  void anew(long nanos) {
    cancel();
    after(nanos);
  }

  synchronized boolean isSet() {
    return set != null;
  }

  private void ring() {
    synchronized (this) { // waits until schedule() has returned, so that `set` is not stale
      set = null;
    }
    wake.run();
  }

  synchronized void cancel() {
    ScheduledFuture<?> earlier = set;
    if (earlier != null) {
      earlier.cancel(false);
      set = null;
    }
  }
}
