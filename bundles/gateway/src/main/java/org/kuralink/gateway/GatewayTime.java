/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which everything is decided, and what it knows of time and chance.
 *
 * @param thread the only one that touches the state of sub-devices
 * @param nanoTime measures pauses and windows; nobody sets it
 * @param clock what people read
 */
record GatewayTime(
    ScheduledExecutorService thread, LongSupplier nanoTime, Clock clock, RandomGenerator random) {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayTime.class);

  long now() {
    return nanoTime.getAsLong();
  }

  Instant instant() {
    return clock.instant();
  }

  /** When something is due on the clock that people read. */
  Instant instantOf(long nanos) {
    return clock.instant().plusNanos(nanos - now());
  }

  /** The daemon thread of a component, for whoever owns it. */
  static ScheduledThreadPoolExecutor decisions(String name) {
    ScheduledThreadPoolExecutor executor = new Decisions(name);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** The one thread; what fails on it in a way that nobody thought of is told, and it goes on. */
  private static final class Decisions extends ScheduledThreadPoolExecutor {

    Decisions(String name) {
      super(
          1,
          task -> {
            Thread fresh = new Thread(task, "kuralink-gateway-" + name);
            fresh.setDaemon(true);
            return fresh;
          });
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable failure) {
      super.afterExecute(task, failure);
      if (task instanceof Future<?> done && done.isDone() && !done.isCancelled()) {
        try {
          done.get();
        } catch (ExecutionException e) {
          LOG.error("A decision about sub-devices failed", e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
