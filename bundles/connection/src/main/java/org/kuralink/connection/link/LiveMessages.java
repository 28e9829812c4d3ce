/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.line.LineException;

/**
 * Messages that are not durable, on their way out: at once while the rate allows, else each in its
 * turn. What may not wait, answers above all, passes by. Before that, those of a sub-device wait
 * until what answers them can be heard. Any thread may send; the session's thread lets the waiting
 * ones go.
 */
final class LiveMessages {

  /** So many seconds of the rate may wait; who waits longer would be told old news. */
  static final int LONGEST_WAIT_SECONDS = 30;

  /** Answers, reports of updates, and what logs sub-devices in. */
  private static final List<String> UNPACED =
      List.of("rrpc/", "thing/ota/", "thing/sub/", "thing/topo/", "thing/proxy/");

  private static final int FEWEST = 30;

  private final Wire wire;
  private final UplinkRate rate;
  private final Runnable wake;
  private final Executor session;
  private final UplinkRules rules;
  private final Held<Waiting> held = new Held<>(PendingReplies.DEVICE_LIMIT, PendingReplies.LIMIT);

  // Guarded by this.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean yielding;

  /**
   * Nothing waits yet.
   *
   * @param wake asks the session's thread to look after those that wait
   * @param session lets those go that were not heard when they came
   * @param rules asked once more when a message has waited
   */
  LiveMessages(Wire wire, UplinkRate rate, Runnable wake, Executor session, UplinkRules rules) {
    this.rules = rules;
    this.wire = wire;
    this.rate = rate;
    this.wake = wake;
    this.session = session;
  }

  /** What a message's sender has to do with its way. */
  interface Departure {

    /** Of no sender that waits for anything. */
    Departure PLAIN = () -> {};

    /** The message leaves now, or waits until what answers it can be heard. */
    void begins();

    /** Whether nobody waits any more for what answers it, so that it need not leave. */
    default boolean isOver() {
      return false;
    }
  }

  /** Whether a message on this topic waits for its turn, as posts of applications do. */
  static boolean isPaced(String topic) {
    if (topic.startsWith("/ext/") || topic.startsWith("/ota/") || topic.endsWith("_reply")) {
      return false;
    }
    if (!topic.startsWith("/sys/")) {
      return true;
    }
    int path = path(topic);
    for (String unpaced : UNPACED) {
      if (topic.startsWith(unpaced, path)) {
        return false;
      }
    }
    return true;
  }

  /** Where that begins what stands behind product key and device name. */
  private static int path(String topic) {
    int productKey = topic.indexOf('/', 1);
    int deviceName = topic.indexOf('/', productKey + 1);
    int path = deviceName < 0 ? -1 : topic.indexOf('/', deviceName + 1);
    return path < 0 ? topic.length() : path + 1;
  }

  /** Whether no reply can come, because the line brings nothing from the platform. */
  boolean isDeaf() {
    return wire.isDeaf();
  }

  /** Why nothing leaves now. */
  LinkException offline() {
    return wire.offline();
  }

  /** A message was not taken; one that was too many slows down the others. */
  void failed(Throwable failure) {
    if (LineException.of(failure).throttled()) {
      rate.throttled();
    }
  }

  /**
   * Sends, now or in its turn.
   *
   * @param departure told just before the message leaves
   */
  CompletionStage<Void> send(String topic, byte[] payload, int qos, Departure departure) {
    Waiting message = new Waiting(topic, payload, qos, departure, new CompletableFuture<>());
    if (!wire.isUp()) {
      return CompletableFuture.failedFuture(wire.offline());
    }
    Optional<DeviceIdentity> unheard = unheard(topic);
    if (unheard.isPresent()) {
      hold(unheard.get(), message);
    } else {
      forward(message);
    }
    return message.done;
  }

  /** Whose message on a topic has to wait until its answer can be heard, if it has to. */
  private Optional<DeviceIdentity> unheard(String topic) {
    boolean hears = rules.hears(topic);
    return hears && !held.hasSome()
        ? Optional.empty()
        : TopicFilter.deviceOf(topic).filter(device -> !hears || held.holds(device));
  }

  private void hold(DeviceIdentity device, Waiting message) {
    if (!held.add(device, message)) {
      message.finish(
          new LinkException(
              LinkException.Reason.BUSY,
              "Too many messages of "
                  + device
                  + " wait until the platform has answered what was subscribed for it"));
      return;
    }
    message.departure.begins();
    if (!wire.isUp()) {
      failAll(wire.offline());
    } else if (rules.hears(message.topic)) {
      session.execute(() -> heard(device));
    }
  }

  /** What answers a device can be heard, or it has no session any more. Session's thread. */
  void heard(DeviceIdentity device) {
    Waiting first = held.peek(device);
    while (first == null || rules.hears(first.topic)) {
      Waiting taken = held.poll(device);
      if (taken == null) {
        return;
      }
      if (rules.gate(taken.topic) == UplinkRules.Gate.OPEN) {
        forward(taken);
      } else {
        taken.finish(
            new LinkException(
                LinkException.Reason.OFFLINE, device + " is not logged in at this moment"));
      }
      first = held.peek(device);
    }
  }

  private void forward(Waiting message) {
    if (!isPaced(message.topic) || mayPass()) {
      leave(message);
    } else if (!enqueue(message)) {
      message.finish(
          new LinkException(
              LinkException.Reason.BUSY,
              "More is published than uplink.rate lets through; "
                  + limit()
                  + " messages wait already"));
    } else if (wire.isUp()) {
      wake.run();
    } else {
      failAll(wire.offline());
    }
  }

  private void leave(Waiting message) {
    if (message.departure.isOver()) {
      message.finish(
          new LinkException(LinkException.Reason.NO_REPLY, "Nobody waits for the reply any more"));
      return;
    }
    message.departure.begins();
    wire.send(message.topic, message.payload, message.qos)
        .whenComplete((nothing, failure) -> message.finish(failure));
  }

  private boolean mayPass() {
    synchronized (this) {
      if (!waiting.isEmpty() || yielding) {
        return !rate.limited() && waiting.isEmpty();
      }
    }
    return rate.take();
  }

  private synchronized boolean enqueue(Waiting message) {
    if (waiting.size() >= limit()) {
      return false;
    }
    return waiting.add(message);
  }

  private int limit() {
    double now = rate.status(0, 0).now();
    return now == 0
        ? PendingReplies.LIMIT
        : Math.max(FEWEST, (int) Math.min(PendingReplies.LIMIT, now * LONGEST_WAIT_SECONDS));
  }

  /** Durable messages wait for their turn, or do no longer: those sent now stand in line, too. */
  synchronized void yieldTo(boolean durableWaiting) {
    yielding = durableWaiting;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** Lets the first one go. */
  void sendNext() {
    Waiting next = poll();
    if (next != null && rules.gate(next.topic) != UplinkRules.Gate.OPEN) {
      next.finish(wire.offline());
    } else if (next != null) {
      leave(next);
    }
  }

  private synchronized @Nullable Waiting poll() {
    return waiting.poll();
  }

  /** The link is gone: none of them was sent. */
  void failAll(LinkException reason) {
    List<Waiting> all;
    synchronized (this) {
      all = new ArrayList<>(waiting);
      waiting.clear();
      yielding = false;
    }
    all.addAll(held.takeAll());
    all.forEach(message -> message.finish(reason));
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Waiting(
      String topic, byte[] payload, int qos, Departure departure, CompletableFuture<Void> done) {

    void finish(@Nullable Throwable failure) {
      if (failure == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(failure);
      }
    }
  }
}
