/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The daemon threads of one Paho client: connect, receive, send, call back, disconnect. Paho names
 * them after their work; the line that created them owns and ends them.
 *
 * <p>The first task of Paho is connecting, which starts three other threads and waits for each of
 * them without a limit. A receiver that ends at once, because the server closes the connection,
 * would make it wait for ever; therefore nothing is read, and no thread ends, before {@link
 * #started}.
 */
final class LineThreads extends ScheduledThreadPoolExecutor {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Consumer<Throwable> died;
  private final Runnable over;

  /**
   * Threads without work.
   *
   * @param died is told the throwable that ended a thread of Paho
   * @param over is called when all threads have ended
   */
  LineThreads(Consumer<Throwable> died, Runnable over) {
    super(
        6,
        work -> {
          Thread thread = new Thread(work, "kuralink-mqtt-" + NUMBER.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
    this.died = died;
    this.over = over;
  }

  @Override
  protected void terminated() {
    over.run();
  }

  @Override
  public void execute(Runnable work) {
    super.execute(
        () -> {
          try {
            work.run();
          } finally {
            started.complete(null);
          }
        });
  }

  /** Runs Paho's receiver, sender and callback; if one of them throws, the link is closed. */
  @Override
  public Future<?> submit(Runnable work) {
    return super.submit(
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            died.accept(e);
          }
        });
  }

  /** Waits until Paho has started its threads. */
  void awaitStarted() {
    started.join();
  }

  /** Ends all threads after their current work, as soon as that is safe. */
  void end() {
    started.whenComplete((nothing, failure) -> shutdown());
  }

  /** Allows the threads to end because Paho never connects. */
  void unused() {
    started.complete(null);
  }

  /** Runs work of the line, unless the threads have ended. */
  void run(Runnable work) {
    try {
      super.execute(work);
    } catch (RejectedExecutionException ignored) {
      // the client has ended already
    }
  }
}
