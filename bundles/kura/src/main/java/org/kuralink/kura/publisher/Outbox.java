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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.kura.endpoint.CoalescedTask;
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.StageFailures;

/**
 * The queue of a publisher. Hands messages over in order, on the threads of the callers. While the
 * endpoint or a bundle behind it is missing, up to {@value #MOST} durable messages wait in memory;
 * beyond that the oldest is dropped.
 */
final class Outbox {

  static final int MOST = 1000;

  private final Supplier<Optional<KuraEndpoint>> endpoints;
  private final BiConsumer<KuraEndpoint, String> delivered;
  private final BiConsumer<String, String> complaints;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final CoalescedTask draining = new CoalescedTask(this::drainSome);
  private boolean closed;

  /**
   * Creates an empty outbox.
   *
   * @param endpoints returns the endpoint, while it is there
   * @param delivered takes the ids of confirmed messages
   * @param complaints takes a matter and the reason why messages were not delivered
   */
  Outbox(
      Supplier<Optional<KuraEndpoint>> endpoints,
      BiConsumer<KuraEndpoint, String> delivered,
      BiConsumer<String, String> complaints) {
    this.endpoints = endpoints;
    this.delivered = delivered;
    this.complaints = complaints;
  }

  /** Sends a message, now or as soon as possible; returns false if the outbox is closed. */
  boolean put(String id, ReadyMessage message) {
    Entry dropped = null;
    synchronized (waiting) {
      if (closed) {
        return false;
      }
      if (waiting.size() == MOST) {
        dropped = waiting.pollFirst();
      }
      waiting.addLast(new Entry(id, message));
    }
    if (dropped != null) {
      complaints.accept(
          "dropped", "message " + dropped.id + " was dropped: more than " + MOST + " wait");
    }
    drain();
    return true;
  }

  /** Sends the waiting messages, as far as possible now. */
  void drain() {
    draining.run();
  }

  /** Closes the outbox and drops the waiting messages; returns their number. */
  int close() {
    synchronized (waiting) {
      closed = true;
      int count = waiting.size();
      waiting.clear();
      return count;
    }
  }

  /** Sends waiting messages; at most {@value #MOST}, so that the calling thread is not held up. */
  private void drainSome() {
    for (int i = 0; i < MOST; i++) {
      if (!sendFirst()) {
        return;
      }
    }
    endpoints.get().ifPresent(endpoint -> endpoint.run(this::drain));
  }

  private boolean sendFirst() {
    Entry first = first();
    if (first == null) {
      return false;
    }
    Optional<KuraEndpoint> endpoint = endpoints.get();
    Optional<CompletionStage<?>> sent = endpoint.flatMap(present -> send(first, present));
    if (sent.isPresent() && endpoint.isPresent()) {
      sent.get().whenComplete((done, failure) -> sent(endpoint.get(), first, failure));
      return true;
    }
    if (first.message.waits()) {
      putBack(first);
      return false;
    }
    complaints.accept("away", "message " + first.id + " is lost: there is no connection now");
    return true;
  }

  private void sent(KuraEndpoint endpoint, Entry entry, @Nullable Throwable failure) {
    if (failure == null) {
      if (entry.message.confirmed()) {
        delivered.accept(endpoint, entry.id);
      }
    } else {
      complaints.accept(
          "failed",
          "message " + entry.id + " is not known to have arrived: " + Explanation.of(failure));
    }
  }

  private @Nullable Entry first() {
    synchronized (waiting) {
      return waiting.pollFirst();
    }
  }

  private void putBack(Entry entry) {
    synchronized (waiting) {
      if (!closed) {
        waiting.addFirst(entry);
      }
    }
  }

  private static Optional<CompletionStage<?>> send(Entry entry, KuraEndpoint endpoint) {
    try {
      Optional<CompletionStage<?>> sent = entry.message.way().apply(endpoint);
      return entry.message.waits() ? sent.filter(stage -> !isAway(stage)) : sent;
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(CompletableFuture.failedFuture(e));
    }
  }

  /** Tells whether a message was refused because a bundle is being replaced. */
  private static boolean isAway(CompletionStage<?> sent) {
    return StageFailures.now(sent).orElse(null) instanceof LinkException failure
        && (failure.reason() == LinkException.Reason.OFFLINE
            || failure.reason() == LinkException.Reason.CLOSED
            || failure.reason() == LinkException.Reason.NO_CODEC);
  }

  /**
   * A prepared message.
   *
   * @param delivery only a durable message waits while it cannot be sent
   * @param confirmed whether its delivery is confirmed
   * @param way sends the message without blocking; returns empty if something is missing for it
   *     now, else a stage that completes when the message has arrived or failed
   */
  record ReadyMessage(
      Delivery delivery,
      boolean confirmed,
      Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {

    /** Creates a message that the platform answers. */
    static ReadyMessage answered(
        Delivery delivery, Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {
      return new ReadyMessage(delivery, true, way);
    }

    /** Creates a message that is acknowledged if it is durable, and not at all if transient. */
    static ReadyMessage acknowledged(
        Delivery delivery, Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {
      return new ReadyMessage(delivery, delivery != Delivery.TRANSIENT, way);
    }

    boolean waits() {
      return delivery == Delivery.DURABLE;
    }
  }

  private record Entry(String id, ReadyMessage message) {}
}
