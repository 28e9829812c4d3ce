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
 * How fast requests leave: never more than so many messages, and log-ins, in any second, and only
 * so many messages without an answer. Slower after the platform complained (429), and faster again
 * bit by bit. Only for the gateway's thread.
 */
final class Pace {

  /** A little more than a second, because messages may come closer together than they left. */
  static final long WINDOW = Duration.ofMillis(1100).toNanos();

  /** A platform that was full may have room again without our being told. */
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

  Pace(Supplier<GatewaySettings> settings, GatewayTime time) {
    this.settings = settings;
    this.time = time;
    logins = settings.get().loginsPerSecond();
    slowedAt = time.now() - EASING;
  }

  private record Sent(long at, int logins) {}

  /** Log-ins a second at this moment. */
  double logins() {
    return logins;
  }

  int inFlight() {
    return inFlight;
  }

  /** How many devices one message may log in at this moment. */
  int largestBatch() {
    return (int) Math.max(1, Math.min(Math.min(settings.get().loginBatch(), logins), fitting));
  }

  /** Whether a message may leave now that waits for its answer. */
  boolean hasRoom() {
    return inFlight < settings.get().requestsInFlight();
  }

  /** When a message with so many log-ins in it may leave, as far as the pace goes; now or later. */
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

  /** The link is gone, and with it all answers and all sessions. */
  void linkLost() {
    inFlight = 0;
    roomAgain();
  }

  /** The platform does not take so many sub-devices more (428). */
  void tooMany(int size) {
    if (size > 1) {
      fitting = Math.min(fitting, Step.smaller(size));
    } else if (fullSince.isEmpty()) {
      fullSince = Optional.of(time.now());
    }
  }

  /** A sub-device went offline. */
  void roomAgain() {
    fitting = KnownDevice.ANY_BATCH;
    fullSince = Optional.empty();
  }

  /** Since when the platform takes no more sub-devices, if that is so. */
  Optional<Long> fullSince() {
    return fullSince;
  }

  /** When a log-in may be tried, as far as the platform has room; now or later. */
  long nextRoom(long now) {
    if (fullSince.filter(since -> now - since >= FULL).isPresent()) {
      roomAgain();
    }
    return fullSince.map(since -> since + FULL).orElse(now);
  }

  /** The platform says that there is too much. */
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
