/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kuralink.gateway.DecisionThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads of the field channels of a session: the channel thread {@code
 * kuralink-channels-<name>}, which makes all changes; {@code -timer}; {@code -posts}, which passes
 * values to the thing (at most 10,000 wait); and those of {@link ChannelCalls}.
 */
record ChannelThreads(
    DecisionThread decisions, DecisionThread timer, ThreadPoolExecutor posts, ChannelCalls calls) {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelThreads.class);
  private static final int POSTS = 10_000;
  private static final int CLOSING_SECONDS = 8;

  static ChannelThreads of(String name) {
    ThreadPoolExecutor posts =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(POSTS),
            daemon("kuralink-channels-" + name + "-posts"));
    posts.allowCoreThreadTimeOut(true);
    return new ChannelThreads(
        new DecisionThread("kuralink-channels-" + name),
        new DecisionThread("kuralink-channels-" + name + "-timer"),
        posts,
        new ChannelCalls("kuralink-channels-" + name + "-calls"));
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Runs a task on the channel thread, unless that has ended. */
  void decide(Runnable decision) {
    try {
      decisions.execute(decision);
    } catch (RejectedExecutionException ended) {
      // The component was deactivated; the task has no effect any more.
      return;
    }
  }

  /** Runs the waiting tasks of the channel thread, then stops all threads. */
  void end(String name) {
    decisions.shutdown();
    try {
      if (!decisions.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{}: the field channels did not stop in time", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
    posts.shutdown();
    calls.close();
  }
}
