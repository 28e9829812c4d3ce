/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon thread {@code kuralink-ota-<name>-work}, on which downloads and installers may block,
 * one after the other. What a job finds out is brought back to the thread of the updates, unless a
 * step has been taken meanwhile.
 */
public final class Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final ExecutorService executor;
  private final ScheduledExecutorService thread;
  private Future<?> job = CompletableFuture.completedFuture(null);

  /** A worker that brings results to a thread. */
  public Worker(String name, ScheduledExecutorService thread) {
    this.thread = thread;
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread fresh = new Thread(task, "kuralink-ota-" + name + "-work");
              fresh.setDaemon(true);
              return fresh;
            });
  }

  /**
   * Begins a job.
   *
   * @param work returns what is to be done with its result
   */
  public void begin(Steps steps, Callable<Runnable> work) {
    long epoch = steps.epoch();
    job =
        executor.submit(
            () -> {
              Runnable result = call(work);
              post(
                  () -> {
                    if (steps.epoch() == epoch) {
                      result.run();
                    }
                  });
            });
  }

  /** Hands a task to the thread of the updates, if that has not ended. */
  public void post(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // The component is gone; the next one goes on from the journal.
      return;
    }
  }

  /** Interrupts the present job. */
  public void interrupt() {
    job.cancel(true);
  }

  /** Interrupts the present job and ends. */
  public void close() {
    executor.shutdownNow();
  }

  private static Runnable call(Callable<Runnable> work) {
    try {
      return work.call();
    } catch (InterruptedException e) {
      return () -> LOG.debug("a job was interrupted");
    } catch (Exception e) {
      LOG.error("a job of an update failed", e);
      return () -> {};
    }
  }
}
