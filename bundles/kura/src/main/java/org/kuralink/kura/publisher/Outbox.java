/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.kura.endpoint.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages over in their order, on the thread of whoever publishes. While the endpoint or a
 * bundle behind it is away, up to {@value #MOST} messages wait in memory; then the oldest goes.
 */
final class Outbox {

  static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Supplier<Optional<Endpoint>> endpoints;
  private final BiConsumer<Endpoint, String> delivered;
  private final Consumer<String> complaints;
  private final Deque<Parcel> waiting = new ArrayDeque<>();
  private final AtomicInteger wanted = new AtomicInteger();
  private volatile String name = "";

  /**
   * An outbox.
   *
   * @param delivered hears of messages that have arrived, by their ids
   * @param complaints hears why messages were not delivered
   */
  Outbox(
      Supplier<Optional<Endpoint>> endpoints,
      BiConsumer<Endpoint, String> delivered,
      Consumer<String> complaints) {
    this.endpoints = endpoints;
    this.delivered = delivered;
    this.complaints = complaints;
  }

  /** What it is called in log lines. */
  void name(String called) {
    name = called;
  }

  /** Sends a message, now or as soon as that is possible. */
  void put(String id, Shipment shipment) {
    Parcel dropped = null;
    synchronized (waiting) {
      if (waiting.size() == MOST) {
        dropped = waiting.pollFirst();
      }
      waiting.addLast(new Parcel(id, shipment));
    }
    if (dropped != null) {
      complaints.accept("message " + dropped.id + " was dropped: more than " + MOST + " wait");
    }
    drain();
  }

  /** Sends what is waiting, as far as that is possible now. */
  void drain() {
    if (wanted.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      while (sendFirst()) {
        LOG.trace("{}: another one", name);
      }
      seen = wanted.addAndGet(-seen);
    }
  }

  /** Forgets what is waiting; says how many messages that were. */
  int clear() {
    synchronized (waiting) {
      int count = waiting.size();
      waiting.clear();
      return count;
    }
  }

  private boolean sendFirst() {
    Optional<Endpoint> endpoint = endpoints.get();
    Parcel first = first();
    if (endpoint.isEmpty() || first == null) {
      return false;
    }
    Optional<CompletionStage<?>> sent = send(first, endpoint.get());
    if (sent.isEmpty()) {
      return false;
    }
    synchronized (waiting) {
      waiting.removeFirstOccurrence(first);
    }
    sent.get()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                delivered.accept(endpoint.get(), first.id);
              } else {
                complaints.accept("message " + first.id + " was not delivered: " + words(failure));
              }
            });
    return true;
  }

  private @Nullable Parcel first() {
    synchronized (waiting) {
      return waiting.peekFirst();
    }
  }

  private Optional<CompletionStage<?>> send(Parcel parcel, Endpoint endpoint) {
    try {
      return parcel.shipment.send(endpoint);
    } catch (RuntimeException e) {
      complaints.accept("message " + parcel.id + " cannot be sent: " + words(e));
      synchronized (waiting) {
        waiting.removeFirstOccurrence(parcel);
      }
      return Optional.empty();
    }
  }

  private static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }

  private record Parcel(String id, Shipment shipment) {}
}
