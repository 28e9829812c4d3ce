/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.registry.DeviceKey;

/** Counts the messages of each device, and of all devices, within the last second. */
final class UplinkLimit {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Map<DeviceKey, Second> devices = new ConcurrentHashMap<>();
  private final Second together = new Second();

  UplinkLimit(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** Why a message is dropped, if it is one too many. */
  Optional<String> refusal(DeviceKey key) {
    long now = nanoTime.getAsLong();
    if (!devices.computeIfAbsent(key, device -> new Second()).take(now, limits.perDevice())) {
      return tooMany(limits.perDevice(), "of a device");
    }
    return together.take(now, limits.together())
        ? Optional.empty()
        : tooMany(limits.together(), "of the instance");
  }

  private static Optional<String> tooMany(OptionalInt limit, String whose) {
    return Optional.of("dropped: more than " + limit.orElse(0) + " messages a second " + whose);
  }

  /** The times of the messages within the last second; dropped messages do not count. */
  private static final class Second {
    private final ArrayDeque<Long> taken = new ArrayDeque<>();

    synchronized boolean take(long now, OptionalInt limit) {
      if (limit.isEmpty()) {
        return true;
      }
      while (!taken.isEmpty() && now - taken.peekFirst() >= SECOND) {
        taken.removeFirst();
      }
      return taken.size() < limit.getAsInt() && taken.add(now);
    }
  }
}
