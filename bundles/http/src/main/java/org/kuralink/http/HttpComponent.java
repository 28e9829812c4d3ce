/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineSettings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Provides HTTPS lines. Owns two daemon threads, {@code kuralink-http}, which end when idle and
 * serve all lines: they read tokens and trusted certificates. Each line has two more threads when
 * they are needed, and the selector thread of Java's client, which ends with the line.
 */
@Component(service = LineFactory.class, property = LineFactory.TRANSPORT + "=" + HttpsServer.SCHEME)
public final class HttpComponent implements LineFactory {

  private static final int THREADS = 2;
  private static final int MOST_TASKS = 10_000;
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor threads = threads();
  private final Set<HttpsLine> lines = ConcurrentHashMap.newKeySet();

  @Override
  public Line create(LineSettings settings, LineEvents events) {
    HttpsLine made = new HttpsLine(settings, events, threads, Clock.systemUTC(), lines::remove);
    lines.add(made);
    return made;
  }

  /** Closes all lines; messages in flight are sent again over the next line. */
  @Deactivate
  void deactivate() {
    lines.forEach(HttpsLine::close);
    threads.shutdown(); // waiting callers are told that their line was closed
  }

  private static ThreadPoolExecutor threads() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_TASKS),
            work -> {
              Thread thread = new Thread(work, "kuralink-http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
