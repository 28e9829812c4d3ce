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
 * Calls channels, which are code of others: on daemon threads that are there only while there is
 * something to do. What throws or does not come back in time is named, and left behind.
 */
final class ChannelCalls implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ChannelCalls.class);
  private static final int MOST = 64;
  private static final int IDLE_SECONDS = 5;

  private final ThreadPoolExecutor pool;

  /**
   * No thread yet.
   *
   * @param name of the threads
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
   * Calls a channel and waits, no longer than the limit.
   *
   * @param who is called, for people
   * @return empty if it failed or did not come back
   */
  <T> Optional<T> call(String who, Callable<T> call) {
    try {
      return result(who, pool.submit(call));
    } catch (RejectedExecutionException e) {
      LOG.error("{} is not called: {} calls of channels have not come back", who, MOST);
      return Optional.empty();
    }
  }

  /** Several at once; comes back when all have, or their time is over. */
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
        LOG.error("{} is not called: {} calls of channels have not come back", who, MOST);
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
      LOG.error("{} has not come back for {} s and is left behind", who, PATIENCE.toSeconds());
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
