/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which applications' handlers are called. */
public final class HandlerThreads {

  /** How many handlers may be at work, or stuck, at the same time. */
  public static final int MAX = 64;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private HandlerThreads() {}

  /**
   * Daemon threads {@code kuralink-thing-<name>-handler-<n>}, which end when they have been idle
   * for 30 s. Nothing waits for a thread: beyond the limit a call is refused.
   */
  public static ExecutorService start(String name) {
    AtomicInteger count = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        MAX,
        IDLE.toSeconds(),
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          String title = "kuralink-thing-" + name + "-handler-" + count.incrementAndGet();
          Thread thread = new Thread(task, title);
          thread.setDaemon(true);
          return thread;
        });
  }
}
