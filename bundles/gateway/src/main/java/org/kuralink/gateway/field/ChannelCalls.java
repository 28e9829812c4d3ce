/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls channels, which are code of other bundles, on daemon threads that exist only while there
 * are calls. Logs a call that throws, or that does not return in time and is abandoned.
 */
final class ChannelCalls implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ChannelCalls.class);
  private static final int MOST = 64;
  private static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor pool;

  /**
   * Creates the pool; its threads start with the first calls.
   *
   * @param name the name of the threads
   */
  ChannelCalls(String name) {
    pool =
        new ThreadPoolExecutor(
            0,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            ChannelThreads.daemon(name));
  }

  /**
   * Calls a channel and waits for the result, at most {@link #PATIENCE}.
   *
   * @param who the call, for the log
   * @return empty if the call failed or did not return
   */
  <T> Optional<T> call(String who, Callable<T> call) {
    try {
      return result(who, pool.submit(call));
    } catch (RejectedExecutionException e) {
      LOG.error("{} is not called: {} calls of channels have not returned", who, MOST);
      return Optional.empty();
    }
  }

  /** Makes several calls at once; returns when all have returned, or their time is over. */
  void all(List<Runnable> calls, String who) {
    List<Future<Boolean>> under = new ArrayList<>();
    for (Runnable call : calls) {
      try {
        under.add(
            pool.submit(
                () -> {
                  call.run();
                  return true;
                }));
      } catch (RejectedExecutionException e) {
        LOG.error("{} is not called: {} calls of channels have not returned", who, MOST);
      }
    }
    under.forEach(each -> result(who, each));
  }

  private static <T> Optional<T> result(String who, Future<T> call) {
    try {
      return Optional.ofNullable(call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      LOG.error("{} failed", who, e.getCause());
    } catch (TimeoutException e) {
      LOG.error("{} has not returned for {} s and is abandoned", who, PATIENCE.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
