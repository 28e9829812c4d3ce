/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.FilterAnswer;
import org.kuralink.api.line.LineException;

/**
 * The operations of one link that wait for the platform, oldest first. All have the same time
 * limit, so the first one is always the next to expire.
 */
final class Operations {

  private static final int MAX_QOS = 2;

  private final Deque<Operation> waiting = new ArrayDeque<>();
  private final long limit;
  private final LongSupplier nanoTime;
  private final Function<Throwable, LineException> explain;
  private boolean last;

  /**
   * No operations yet.
   *
   * @param explain translates a failure
   */
  Operations(long limitNanos, LongSupplier nanoTime, Function<Throwable, LineException> explain) {
    this.limit = limitNanos;
    this.nanoTime = nanoTime;
    this.explain = explain;
  }

  /** An operation of Paho. */
  interface Start {
    void with(IMqttActionListener listener) throws MqttException;
  }

  /**
   * Starts an operation and returns its result; the operation may end after the result has expired.
   *
   * @param atEnd called when Paho has finished the operation
   * @param outcome reads the platform's answer
   */
  <T extends @Nullable Object> CompletableFuture<T> run(
      Start start, Runnable atEnd, Function<IMqttToken, T> outcome) {
    CompletableFuture<T> result = begin();
    if (result.isDone()) {
      atEnd.run();
      return result;
    }
    try {
      start.with(
          PahoClient.listener(
              token -> {
                atEnd.run();
                result.complete(outcome.apply(token));
              },
              failure -> {
                atEnd.run();
                result.completeExceptionally(explain.apply(failure));
              }));
    } catch (MqttException e) {
      atEnd.run();
      result.completeExceptionally(explain.apply(e));
    } catch (IllegalArgumentException | IllegalStateException e) {
      atEnd.run();
      result.completeExceptionally(
          new LineException(
              SessionFault.Cause.CONFIGURATION, "MQTT does not allow this: " + e.getMessage()));
    }
    return result;
  }

  /** Returns the answers to filters; a filter without a code in the answer is not granted. */
  static List<FilterAnswer> answers(String[] filters, int[] granted) {
    List<FilterAnswer> answers = new ArrayList<>();
    for (int i = 0; i < filters.length; i++) {
      boolean taken = i < granted.length && granted[i] >= 0 && granted[i] <= MAX_QOS;
      String reason =
          taken
              ? ""
              : i < granted.length ? "the platform refused it" : "the platform did not answer";
      answers.add(new FilterAnswer(filters[i], taken, reason));
    }
    return answers;
  }

  private synchronized <T extends @Nullable Object> CompletableFuture<T> begin() {
    tidy();
    if (last) {
      return CompletableFuture.failedFuture(
          new LineException(SessionFault.Cause.LINK_LOST, "the link is being closed"));
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    waiting.addLast(new Operation(result, nanoTime.getAsLong()));
    return result;
  }

  private void tidy() {
    while (!waiting.isEmpty() && waiting.peekFirst().result.isDone()) {
      waiting.removeFirst();
    }
  }

  /** Returns whether no result is awaited, even if Paho has not finished all operations. */
  synchronized boolean isIdle() {
    tidy();
    return waiting.isEmpty();
  }

  /** Fails the operations whose time limit has passed. */
  void expire() {
    for (CompletableFuture<?> late : takeUntil(nanoTime.getAsLong() - limit)) {
      late.completeExceptionally(
          new LineException(
              SessionFault.Cause.TIMEOUT,
              "the platform did not confirm within " + limit / 1_000_000_000 + " s"));
    }
  }

  void failAll(LineException failure) {
    for (CompletableFuture<?> left : takeUntil(Long.MAX_VALUE)) {
      left.completeExceptionally(failure);
    }
  }

  /**
   * Completes when all current operations have ended. Rejects new ones: they would reach the
   * platform, and their results would be lost.
   */
  synchronized CompletableFuture<Void> settled() {
    last = true;
    return CompletableFuture.allOf(
            waiting.stream().map(Operation::result).toArray(CompletableFuture[]::new))
        .handle((nothing, failure) -> nothing);
  }

  private synchronized List<CompletableFuture<?>> takeUntil(long time) {
    List<CompletableFuture<?>> taken = new ArrayList<>();
    while (!waiting.isEmpty()
        && (time == Long.MAX_VALUE || waiting.peekFirst().begun - time <= 0)) {
      taken.add(waiting.removeFirst().result);
    }
    return taken;
  }

  private record Operation(CompletableFuture<?> result, long begun) {}
}
