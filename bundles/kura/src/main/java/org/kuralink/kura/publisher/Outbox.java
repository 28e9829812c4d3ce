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
import org.kuralink.kura.endpoint.KuraEndpoint;
import org.kuralink.kura.endpoint.OneAtATime;
import org.kuralink.kura.endpoint.StageFailures;

/**
 * Hands messages over in their order, on the thread of whoever publishes. While the endpoint or a
 * bundle behind it is away, up to {@value #MOST} durable messages wait in memory; then the oldest
 * goes.
 */
final class Outbox {

  static final int MOST = 1000;

  private final Supplier<Optional<KuraEndpoint>> endpoints;
  private final BiConsumer<KuraEndpoint, String> delivered;
  private final BiConsumer<String, String> complaints;
  private final Deque<Parcel> waiting = new ArrayDeque<>();
  private final OneAtATime draining = new OneAtATime(this::drainSome);
  private boolean closed;

  /**
   * @param delivered hears of messages that have arrived, by their ids
   * @param complaints hears of a matter why messages were not delivered
   */
  Outbox(
      Supplier<Optional<KuraEndpoint>> endpoints,
      BiConsumer<KuraEndpoint, String> delivered,
      BiConsumer<String, String> complaints) {
    this.endpoints = endpoints;
    this.delivered = delivered;
    this.complaints = complaints;
  }

  /** Sends a message, now or as soon as that is possible; false if it is closed. */
  boolean put(String id, ReadyMessage shipment) {
    Parcel dropped = null;
    synchronized (waiting) {
      if (closed) {
        return false;
      }
      if (waiting.size() == MOST) {
        dropped = waiting.pollFirst();
      }
      waiting.addLast(new Parcel(id, shipment));
    }
    if (dropped != null) {
      complaints.accept(
          "dropped", "message " + dropped.id + " was dropped: more than " + MOST + " wait");
    }
    drain();
    return true;
  }

  /** Sends what is waiting, as far as that is possible now. */
  void drain() {
    draining.run();
  }

  /** Takes nothing any more, and forgets what is waiting; says how many messages that were. */
  int close() {
    synchronized (waiting) {
      closed = true;
      int count = waiting.size();
      waiting.clear();
      return count;
    }
  }

  /** Sends what waits; no more than can wait, lest who publishes be kept with others' messages. */
  private void drainSome() {
    for (int i = 0; i < MOST; i++) {
      if (!sendFirst()) {
        return;
      }
    }
    endpoints.get().ifPresent(endpoint -> endpoint.run(this::drain));
  }

  private boolean sendFirst() {
    Parcel first = first();
    if (first == null) {
      return false;
    }
    Optional<KuraEndpoint> endpoint = endpoints.get();
    Optional<CompletionStage<?>> sent = endpoint.flatMap(present -> send(first, present));
    if (sent.isPresent() && endpoint.isPresent()) {
      sent.get().whenComplete((done, failure) -> sent(endpoint.get(), first, failure));
      return true;
    }
    if (first.shipment.waits()) {
      putBack(first);
      return false;
    }
    complaints.accept("away", "message " + first.id + " is lost: there is no connection now");
    return true;
  }

  private void sent(KuraEndpoint endpoint, Parcel parcel, @Nullable Throwable failure) {
    if (failure == null) {
      if (parcel.shipment.confirmed()) {
        delivered.accept(endpoint, parcel.id);
      }
    } else {
      complaints.accept(
          "failed",
          "message " + parcel.id + " is not known to have arrived: " + Explanation.of(failure));
    }
  }

  private @Nullable Parcel first() {
    synchronized (waiting) {
      return waiting.pollFirst();
    }
  }

  private void putBack(Parcel parcel) {
    synchronized (waiting) {
      if (!closed) {
        waiting.addFirst(parcel);
      }
    }
  }

  private static Optional<CompletionStage<?>> send(Parcel parcel, KuraEndpoint endpoint) {
    try {
      Optional<CompletionStage<?>> sent = parcel.shipment.way().apply(endpoint);
      return parcel.shipment.waits() ? sent.filter(stage -> !isAway(stage)) : sent;
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(CompletableFuture.failedFuture(e));
    }
  }

  /** Whether a message was not taken because a bundle is being replaced. */
  private static boolean isAway(CompletionStage<?> sent) {
    return StageFailures.now(sent).orElse(null) instanceof LinkException failure
        && (failure.reason() == LinkException.Reason.OFFLINE
            || failure.reason() == LinkException.Reason.CLOSED
            || failure.reason() == LinkException.Reason.NO_CODEC);
  }

  /**
   * A message that is ready to go.
   *
   * @param delivery only a durable one waits while it cannot go
   * @param confirmed whether somebody says that it has arrived
   * @param way hands it over, without blocking; empty if that cannot be done now, because something
   *     is away; else done when the message has arrived, or failed
   */
  record ReadyMessage(
      Delivery delivery,
      boolean confirmed,
      Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {

    /** A message that the platform answers. */
    static ReadyMessage answered(
        Delivery delivery, Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {
      return new ReadyMessage(delivery, true, way);
    }

    /** A message that is only acknowledged, and a transient one not even that. */
    static ReadyMessage acknowledged(
        Delivery delivery, Function<KuraEndpoint, Optional<CompletionStage<?>>> way) {
      return new ReadyMessage(delivery, delivery != Delivery.TRANSIENT, way);
    }

    boolean waits() {
      return delivery == Delivery.DURABLE;
    }
  }

  private record Parcel(String id, ReadyMessage shipment) {}
}
