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
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The products whose devices may join, with the end of each permit on the monotonic clock. Any
 * thread may call.
 */
final class Permits {

  private final GatewayTime time;
  private final Map<String, Long> ends = new ConcurrentHashMap<>();

  Permits(GatewayTime time) {
    this.time = time;
  }

  /** Sets the permit of a product; zero ends it. */
  void permit(String productKey, Duration span) {
    if (span.isZero()) {
      ends.remove(productKey);
    } else {
      ends.put(productKey, time.now() + span.toNanos());
    }
  }

  boolean allow(String productKey) {
    Long end = ends.get(productKey);
    return end != null && time.now() < end;
  }

  /** Returns the open permits with their ends. */
  Map<String, Instant> shown() {
    Map<String, Instant> shown = new TreeMap<>();
    ends.values().removeIf(end -> time.now() >= end);
    ends.forEach((product, end) -> shown.put(product, time.instantOf(end)));
    return shown;
  }
}
