/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.measure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The live threads of this process, selected by the prefix of their names. */
public final class LiveThreads {

  private static final int POLL_MILLIS = 20;
  private static final int PATIENCE_SECONDS = 60;

  private LiveThreads() {}

  /** Returns the number of live threads. */
  public static int count(String prefix) {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.isAlive() && thread.getName().startsWith(prefix))
            .count();
  }

  /** Waits until at most this number of threads is alive. */
  public static void await(String prefix, int limit)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Void> met = new CompletableFuture<>();
    ScheduledExecutorService checker = Executors.newSingleThreadScheduledExecutor();
    try {
      checker.scheduleWithFixedDelay(
          () -> {
            if (count(prefix) <= limit) {
              met.complete(null);
            }
          },
          0,
          POLL_MILLIS,
          TimeUnit.MILLISECONDS);
      met.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      checker.shutdownNow();
    }
  }
}
