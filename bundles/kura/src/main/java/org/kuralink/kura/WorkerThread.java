/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that runs tasks one after the other and exists only while there are tasks. Its
 * creator owns it.
 */
public final class WorkerThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
  private static final int IDLE_SECONDS = 5;
  private static final int CLOSING_SECONDS = 2;

  private final String name;
  private final ThreadPoolExecutor executor;

  /**
   * Creates the thread.
   *
   * @param mostWaiting the largest number of waiting tasks; further ones are dropped with a log
   *     line
   */
  public WorkerThread(String name, int mostWaiting) {
    this.name = name;
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(mostWaiting),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** Queues a task; its exceptions are logged. Returns false if the task is dropped. */
  public boolean run(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      if (!executor.isShutdown()) {
        LOG.warn("{}: too many tasks are waiting; one was dropped", name);
      }
      return false;
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{}: {}", name, e.toString());
    }
  }

  /**
   * Queues a task.
   *
   * @throws RejectedExecutionException if too many tasks are waiting
   */
  <T> Future<T> submit(Callable<T> task) {
    return executor.submit(task);
  }

  /** Refuses new tasks; the waiting ones still run. Does not wait for them. */
  public void stop() {
    executor.shutdown();
  }

  /** Refuses new tasks and waits up to 2 s for the waiting ones. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{}: the thread did not end in time and is interrupted", name);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
