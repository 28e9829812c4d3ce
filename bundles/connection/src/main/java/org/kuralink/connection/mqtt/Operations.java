/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.mqtt;

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
import org.kuralink.api.connection.SessionFault;

/**
 * What waits for the platform on one link, oldest first. Each waits equally long, so the first is
 * always the next to fall due.
 */
final class Operations {

  private static final int REFUSED_FILTER = 0x80;

  private final Deque<Operation> waiting = new ArrayDeque<>();
  private final long limit;
  private final LongSupplier nanoTime;

  Operations(long limitNanos, LongSupplier nanoTime) {
    this.limit = limitNanos;
    this.nanoTime = nanoTime;
  }

  /** An operation of Paho's. */
  interface Start {
    void with(IMqttActionListener listener) throws MqttException;
  }

  /**
   * Starts an operation and waits for its end, which may come later than its limit.
   *
   * @param atEnd when Paho is through with it
   * @param explain what a failure means
   */
  CompletableFuture<Void> run(
      Start start, Runnable atEnd, Function<Throwable, TransportException> explain) {
    CompletableFuture<Void> result = begin();
    try {
      start.with(
          PahoClient.listener(
              token -> {
                atEnd.run();
                complete(result, token);
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
          new TransportException(
              SessionFault.Cause.CONFIGURATION, "MQTT does not allow this: " + e.getMessage()));
    }
    return result;
  }

  private static void complete(CompletableFuture<Void> result, IMqttToken token) {
    for (int granted : token.getGrantedQos()) {
      if (granted == REFUSED_FILTER) {
        result.completeExceptionally(
            new TransportException(
                SessionFault.Cause.PLATFORM, "the platform refused a subscription"));
      }
    }
    result.complete(null);
  }

  private synchronized CompletableFuture<Void> begin() {
    while (!waiting.isEmpty() && waiting.peekFirst().result.isDone()) {
      waiting.removeFirst();
    }
    Operation operation = new Operation(new CompletableFuture<>(), nanoTime.getAsLong());
    waiting.addLast(operation);
    return operation.result;
  }

  /** Fails what has waited too long. */
  void expire() {
    for (CompletableFuture<Void> late : takeUntil(nanoTime.getAsLong() - limit)) {
      late.completeExceptionally(
          new TransportException(
              SessionFault.Cause.TIMEOUT,
              "the platform did not confirm within " + limit / 1_000_000_000 + " s"));
    }
  }

  /** Fails all. */
  void failAll(TransportException failure) {
    for (CompletableFuture<Void> left : takeUntil(Long.MAX_VALUE)) {
      left.completeExceptionally(failure);
    }
  }

  private synchronized List<CompletableFuture<Void>> takeUntil(long time) {
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    while (!waiting.isEmpty()
        && (time == Long.MAX_VALUE || waiting.peekFirst().begun - time <= 0)) {
      taken.add(waiting.removeFirst().result);
    }
    return taken;
  }

  private record Operation(CompletableFuture<Void> result, long begun) {}
}
