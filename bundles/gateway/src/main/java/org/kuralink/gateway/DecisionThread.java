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
 * A daemon thread that runs decisions and timers one after the other. It logs an unexpected
 * exception of a task and continues.
 */
public final class DecisionThread extends ScheduledThreadPoolExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(DecisionThread.class);

  /** Creates the executor; the thread starts with the first task. The creator owns it. */
  public DecisionThread(String name) {
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
        LOG.error("A task failed unexpectedly", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
