/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The deadlines of unanswered requests. One timer serves many requests. Any thread may call. */
final class AnswerDeadlines {

  private final Map<CompletableFuture<?>, Long> due = new HashMap<>();
  private @Nullable Long nextLook;

  /** Sets the deadline of a request, after which it fails with a {@link TimeoutException}. */
  void add(CompletableFuture<?> exchange, Duration limit) {
    long nanos = limit.toNanos();
    synchronized (this) {
      long when = System.nanoTime() + nanos;
      due.put(exchange, when);
      if (nextLook == null || when - nextLook < 0) {
        lookIn(nanos);
      }
    }
  }

  synchronized void remove(CompletableFuture<?> exchange) {
    due.remove(exchange);
  }

  /** Returns all unanswered requests. */
  synchronized List<CompletableFuture<?>> all() {
    return List.copyOf(due.keySet());
  }

  private void lookIn(long nanos) {
    long when = System.nanoTime() + nanos;
    nextLook = when;
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
        .execute(() -> look(when));
  }

  private void look(long when) {
    late(when).forEach(exchange -> exchange.completeExceptionally(new TimeoutException()));
  }

  private synchronized List<CompletableFuture<?>> late(long when) {
    if (nextLook == null || nextLook != when) {
      return List.of();
    }
    nextLook = null;
    long now = System.nanoTime();
    List<CompletableFuture<?>> late =
        due.entrySet().stream()
            .filter(entry -> entry.getValue() - now <= 0)
            .<CompletableFuture<?>>map(Map.Entry::getKey)
            .toList();
    late.forEach(due::remove);
    due.values().stream().mapToLong(left -> left - now).min().ifPresent(this::lookIn);
    return late;
  }
}
