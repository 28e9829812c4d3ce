/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kuralink.simulator.registry.DeviceKey;

/**
 * Counts log-ins of sub-devices: all of them within a second, and those of each device within a
 * minute. Refused log-ins count too, unless they were refused because of this limit. Thread-safe.
 */
final class LoginLimits {
  private static final long SECOND = Duration.ofSeconds(1).toMillis();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private final GatewayLimits limits;
  private final Clock clock;
  private final Deque<Long> together = new ArrayDeque<>();
  private final Map<DeviceKey, Deque<Long>> devices = new HashMap<>();

  LoginLimits(GatewayLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Accepts all log-ins of one message or none. */
  synchronized void take(List<DeviceKey> keys) throws RefusedException {
    long now = clock.millis();
    forget(together, now - SECOND);
    if (together.size() + keys.size() > limits.loginsASecond()) {
      throw new RefusedException(
          429, "rate limit, more than " + limits.loginsASecond() + " log-ins a second", List.of());
    }
    for (DeviceKey key : keys) {
      Deque<Long> times = devices.computeIfAbsent(key, device -> new ArrayDeque<>());
      forget(times, now - MINUTE);
      if (times.size() >= limits.loginsAMinute()) {
        throw RefusedException.of(
            key, 429, "rate limit, too many subDeviceOnline msg in one minute");
      }
    }
    for (DeviceKey key : keys) {
      together.add(now);
      if (limits.loginsAMinute() < Integer.MAX_VALUE) {
        devices.computeIfAbsent(key, device -> new ArrayDeque<>()).add(now);
      }
    }
  }

  private static void forget(Deque<Long> times, long until) {
    while (!times.isEmpty() && times.peekFirst() <= until) {
      times.removeFirst();
    }
  }
}
