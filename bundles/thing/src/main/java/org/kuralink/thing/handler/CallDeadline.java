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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The end of the time that a request of the platform has, however many handlers it takes. */
public final class CallDeadline {

  private final CompletableFuture<Void> over;

  private CallDeadline(CompletableFuture<Void> over) {
    this.over = over;
  }

  /** Over when somebody who keeps the time says so. */
  public static CallDeadline at(CompletableFuture<Void> over) {
    return new CallDeadline(over);
  }

  /** Starts to count. Without a timer any more, what waits is over at once. */
  public static CallDeadline in(ScheduledExecutorService timer, Duration limit) {
    CallDeadline deadline = new CallDeadline(new CompletableFuture<>());
    try {
      Future<?> alarm =
          timer.schedule(
              () -> deadline.over.complete(null), limit.toMillis(), TimeUnit.MILLISECONDS);
      deadline.over.whenComplete((done, cancelled) -> alarm.cancel(false));
    } catch (RejectedExecutionException ended) {
      deadline.over.complete(null);
    }
    return deadline;
  }

  /** Runs a task when the time is over, or at once if it is. */
  public void onOver(Runnable task) {
    over.thenRun(task);
  }

  /** The request is done: nobody waits any more. */
  public void cancel() {
    over.cancel(false);
  }
}
