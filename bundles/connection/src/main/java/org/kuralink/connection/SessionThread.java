/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.DeviceIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on the single thread of a session. Work that throws is logged and does not affect later
 * work. Any thread may call.
 */
record SessionThread(DeviceIdentity identity, ScheduledExecutorService executor) {

  private static final Logger LOG = LoggerFactory.getLogger(SessionThread.class);

  /** Submits work; returns false if the session is closed. */
  boolean run(Runnable work) {
    try {
      executor.execute(() -> guarded(work));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  Future<?> after(Duration delay, Runnable work) {
    return executor.schedule(() -> guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      LOG.error("{}: a task of the session failed unexpectedly", identity, e);
    }
  }
}
