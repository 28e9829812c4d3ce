/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one daemon thread on which something is decided, or waited for; what fails on it in a way
 * that nobody thought of is told, and it goes on.
 */
public final class Decisions extends ScheduledThreadPoolExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

  /** No thread yet; who makes it owns it. */
  public Decisions(String name) {
    super(
        1,
        task -> {
          Thread fresh = new Thread(task, name);
          fresh.setDaemon(true);
          return fresh;
        });
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    super.afterExecute(task, failure);
    if (task instanceof Future<?> done && done.isDone() && !done.isCancelled()) {
      try {
        done.get();
      } catch (ExecutionException e) {
        LOG.error("A decision failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
