/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for code that is not ours: one call after another, until it is dismissed. */
interface CallThread {

  /** Runs a call when the former ones have ended. */
  void run(Runnable call);

  /** Interrupts the call that is running; takes no more. */
  void dismiss();

  /**
   * Takes no more; says whether the call that is running ended in time, and interrupts it if not.
   */
  boolean end(Duration patience);

  /** A daemon thread of this name, which is there only while there is something to do. */
  static CallThread named(String name) {
    ThreadPoolExecutor executor = executor(name);
    return new CallThread() {
      @Override
      public void run(Runnable call) {
        try {
          executor.execute(call);
        } catch (RejectedExecutionException dismissed) {
          // Whoever dismissed it has told the outcome.
          return;
        }
      }

      @Override
      public void dismiss() {
        executor.shutdownNow();
      }

      @Override
      public boolean end(Duration patience) {
        executor.shutdown();
        try {
          if (executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
        return false;
      }
    };
  }

  private static ThreadPoolExecutor executor(String name) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
