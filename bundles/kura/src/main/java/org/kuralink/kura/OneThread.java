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
 * Does one thing after the other on a daemon thread, which is there only while there is something
 * to do. Whoever makes one owns it.
 */
public final class OneThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OneThread.class);
  private static final int IDLE_SECONDS = 5;
  private static final int CLOSING_SECONDS = 2;

  private final String name;
  private final ThreadPoolExecutor executor;

  /**
   * @param mostWaiting how many tasks may wait; one too many is dropped with a log line
   */
  public OneThread(String name, int mostWaiting) {
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

  /** Does a task some time; what it throws is logged. Says whether it will. */
  public boolean run(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      if (!executor.isShutdown()) {
        LOG.warn("{}: too much to do; something was left out", name);
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
   * Does a task some time.
   *
   * @throws RejectedExecutionException if too many are waiting
   */
  <T> Future<T> submit(Callable<T> task) {
    return executor.submit(task);
  }

  /** Does what is waiting, and no more; does not wait for it. */
  public void stop() {
    executor.shutdown();
  }

  /** Does what is waiting, and no more; waits for it a little. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{}: did not end in time", name);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
