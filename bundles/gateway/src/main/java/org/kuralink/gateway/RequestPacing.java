/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The rate limits of requests: messages and log-ins per second, and messages that wait for a reply.
 * The log-in rate is halved after the platform throttled (429), and rises again step by step. Used
 * on the gateway's thread only.
 */
final class RequestPacing {

  /**
   * A little more than a second, because messages may arrive closer together than they were sent.
   */
  static final long WINDOW = Duration.ofMillis(1100).toNanos();

  /** The time after which a full platform is tried again. */
  static final long FULL = Duration.ofMinutes(10).toNanos();

  private static final long EASING = Duration.ofMinutes(1).toNanos();
  private static final double FASTER = 1.5;

  private final GatewayTime time;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final Supplier<GatewaySettings> settings;
  private double logins;
  private long slowedAt;
  private int inFlight;
  private int fitting = KnownDevice.ANY_BATCH;
  private Optional<Long> fullSince = Optional.empty();

  RequestPacing(Supplier<GatewaySettings> settings, GatewayTime time) {
    this.settings = settings;
    this.time = time;
    logins = settings.get().loginsPerSecond();
    slowedAt = time.now() - EASING;
  }

  private record Sent(long at, int logins) {}

  /** Returns the current limit of log-ins per second. */
  double logins() {
    return logins;
  }

  int inFlight() {
    return inFlight;
  }

  /** Returns the largest number of log-ins in one message now. */
  int largestBatch() {
    return (int) Math.max(1, Math.min(Math.min(settings.get().loginBatch(), logins), fitting));
  }

  /** Tells whether another message may wait for a reply. */
  boolean hasRoom() {
    return inFlight < settings.get().requestsInFlight();
  }

  /** Returns the earliest time, now or later, for a message with a number of log-ins. */
  long next(int withLogins, long now) {
    ease(now);
    while (!sent.isEmpty() && sent.peekFirst().at + WINDOW <= now) {
      sent.removeFirst();
    }
    int messages = sent.size() + 1 - settings.get().requestsPerSecond();
    int tooMany = withLogins - (int) logins;
    for (Sent each : sent) {
      tooMany += each.logins;
    }
    long at = now;
    for (Sent each : sent) {
      if (messages <= 0 && (tooMany <= 0 || withLogins == 0)) {
        break;
      }
      at = each.at + WINDOW;
      messages--;
      tooMany -= each.logins;
    }
    return at;
  }

  void sent(int withLogins) {
    sent.addLast(new Sent(time.now(), withLogins));
    inFlight++;
  }

  void answered() {
    inFlight--;
  }

  /** Resets the counters, because the link and all sessions are lost. */
  void linkLost() {
    inFlight = 0;
    roomAgain();
  }

  /** Takes that the platform had no capacity for a number of further sub-devices (428). */
  void tooMany(int size) {
    if (size > 1) {
      fitting = Math.min(fitting, Step.smaller(size));
    } else if (fullSince.isEmpty()) {
      fullSince = Optional.of(time.now());
    }
  }

  /** Takes that a sub-device went offline, so that there may be capacity again. */
  void roomAgain() {
    fitting = KnownDevice.ANY_BATCH;
    fullSince = Optional.empty();
  }

  /** Returns the time since which the platform accepts no more sub-devices. */
  Optional<Long> fullSince() {
    return fullSince;
  }

  /** Returns the earliest time, now or later, for a log-in with regard to the capacity. */
  long nextRoom(long now) {
    if (fullSince.filter(since -> now - since >= FULL).isPresent()) {
      roomAgain();
    }
    return fullSince.map(since -> since + FULL).orElse(now);
  }

  /** Halves the log-in rate, because the platform throttled. */
  void slower() {
    long now = time.now();
    if (now - slowedAt >= WINDOW) {
      logins = Math.max(1, logins / 2);
      slowedAt = now;
    }
  }

  private void ease(long now) {
    if (logins < settings.get().loginsPerSecond() && now - slowedAt >= EASING) {
      logins = Math.min(settings.get().loginsPerSecond(), logins * FASTER);
      slowedAt = now;
    }
  }
}
