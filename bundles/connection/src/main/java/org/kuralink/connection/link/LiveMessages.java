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
 * Outgoing messages that are not durable. A message is sent at once while the rate allows, else in
 * order of arrival; urgent ones, such as replies, do not wait. Messages of a sub-device wait until
 * replies to them can be received. Any thread may send; the session's thread sends the waiting
 * messages.
 */
final class LiveMessages {

  /** Messages for this many seconds of the rate may wait; older ones would be outdated. */
  static final int LONGEST_WAIT_SECONDS = 30;

  /** Paths of replies, update reports, and log-ins of sub-devices. */
  private static final List<String> UNPACED =
      List.of("rrpc/", "thing/ota/", "thing/sub/", "thing/topo/", "thing/proxy/");

  private static final int FEWEST = 30;

  private final Wire wire;
  private final UplinkRate rate;
  private final Runnable wake;
  private final Executor session;
  private final UplinkRules rules;
  private final HeldMessages<Waiting> held =
      new HeldMessages<>(PendingReplies.DEVICE_LIMIT, PendingReplies.LIMIT);

  // Guarded by this.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean yielding;

  /**
   * No messages yet.
   *
   * @param wake asks the session's thread to send waiting messages
   * @param session sends the messages that waited for subscriptions
   * @param rules is asked again for a message that has waited
   */
  LiveMessages(Wire wire, UplinkRate rate, Runnable wake, Executor session, UplinkRules rules) {
    this.rules = rules;
    this.wire = wire;
    this.rate = rate;
    this.wake = wake;
    this.session = session;
  }

  /** The sender of a message. */
  interface Departure {

    /** A sender that waits for nothing. */
    Departure PLAIN = () -> {};

    /** The message is sent now, or starts to wait until its reply can be received. */
    void begins();

    /** Returns whether the sender waits no more, so that the message need not be sent. */
    default boolean isOver() {
      return false;
    }
  }

  /** Returns whether the rate applies to messages on this topic, as to posts of applications. */
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

  /** Returns the index behind product key and device name. */
  private static int path(String topic) {
    int productKey = topic.indexOf('/', 1);
    int deviceName = topic.indexOf('/', productKey + 1);
    int path = deviceName < 0 ? -1 : topic.indexOf('/', deviceName + 1);
    return path < 0 ? topic.length() : path + 1;
  }

  /** Returns whether a session exists over an uplink-only line, so that no reply can arrive. */
  boolean isUplinkOnly() {
    return wire.isUplinkOnly();
  }

  /** Returns why nothing can be sent now. */
  LinkException offline() {
    return wire.offline();
  }

  /** Processes a failure to send; throttling slows down other messages. */
  void failed(Throwable failure) {
    if (LineException.of(failure).throttled()) {
      rate.throttled();
    }
  }

  /**
   * Sends a message, now or later.
   *
   * @param departure is told just before the message is sent
   */
  CompletionStage<Void> send(String topic, byte[] payload, int qos, Departure departure) {
    Waiting message = new Waiting(topic, payload, qos, departure, new CompletableFuture<>());
    if (!wire.isUp()) {
      return CompletableFuture.failedFuture(wire.offline());
    }
    Optional<DeviceIdentity> device = deviceToWaitFor(topic);
    if (device.isPresent()) {
      hold(device.get(), message);
    } else {
      forward(message);
    }
    return message.done;
  }

  /** Returns the device of a message that has to wait until its reply can be received. */
  private Optional<DeviceIdentity> deviceToWaitFor(String topic) {
    boolean receives = rules.canReceiveReply(topic);
    return receives && !held.hasSome()
        ? Optional.empty()
        : TopicFilter.deviceOf(topic).filter(device -> !receives || held.holds(device));
  }

  private void hold(DeviceIdentity device, Waiting message) {
    if (!held.add(device, message)) {
      message.finish(
          new LinkException(
              LinkException.Reason.BUSY,
              "Too many messages of " + device + " wait for its subscriptions"));
      return;
    }
    message.departure.begins();
    if (!wire.isUp()) {
      failAll(wire.offline());
    } else if (rules.canReceiveReply(message.topic)) {
      session.execute(() -> releaseHeld(device));
    }
  }

  /**
   * Sends the held messages of a device if replies can be received; fails them if it is offline.
   * Session's thread.
   */
  void releaseHeld(DeviceIdentity device) {
    Waiting first = held.peek(device);
    while (first == null || rules.canReceiveReply(first.topic)) {
      Waiting taken = held.poll(device);
      if (taken == null) {
        return;
      }
      if (rules.gate(taken.topic) == UplinkRules.Gate.OPEN) {
        forward(taken);
      } else {
        taken.finish(new LinkException(LinkException.Reason.OFFLINE, device + " is not logged in"));
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
              "More messages are published than uplink.rate allows; "
                  + limit()
                  + " messages are waiting already"));
    } else if (wire.isUp()) {
      wake.run();
    } else {
      failAll(wire.offline());
    }
  }

  private void leave(Waiting message) {
    if (message.departure.isOver()) {
      message.finish(
          new LinkException(LinkException.Reason.NO_REPLY, "The request has ended already"));
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

  /** Sets whether durable messages wait for the rate; new live messages then wait for it, too. */
  synchronized void yieldTo(boolean durableWaiting) {
    yielding = durableWaiting;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** Sends the first waiting message. */
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

  /** Fails all waiting messages because the link is lost; none was sent. */
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
