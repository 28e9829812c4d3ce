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
 * them after their work; the transport that made this owns and ends them.
 *
 * <p>The first work that Paho executes is connecting, which starts the other three and waits for
 * each until it runs, without limit. A receiver that dies at once, because the server hangs up,
 * would let it wait for ever; so nothing may be read, and no thread may end, before {@link
 * #started}.
 */
final class LineThreads extends ScheduledThreadPoolExecutor {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Consumer<Throwable> died;
  private final Runnable over;

  /**
   * Threads that nobody needs yet.
   *
   * @param died told what a thread of Paho's ended with, if that was not its time
   * @param over told when all of them have ended
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

  /** Paho's receiver, sender and callback: one that dies takes the link with it, never alone. */
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

  /** Waits until connecting has done its part. */
  void awaitStarted() {
    started.join();
  }

  /** Lets all threads end with what they are doing, as soon as that is safe. */
  void end() {
    started.whenComplete((nothing, failure) -> shutdown());
  }

  /** Paho was never asked to connect. */
  void unused() {
    started.complete(null);
  }

  /** Runs work of the transport itself, unless all is over. */
  void run(Runnable work) {
    try {
      super.execute(work);
    } catch (RejectedExecutionException ignored) {
      // the client is gone already
    }
  }
}
