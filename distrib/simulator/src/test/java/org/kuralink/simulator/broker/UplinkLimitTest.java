/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.registry.DeviceKey;

class UplinkLimitTest {
  private static final DeviceKey ONE = new DeviceKey("pk", "one");
  private static final DeviceKey TWO = new DeviceKey("pk", "two");

  private long now;

  private int taken(UplinkLimit limit, DeviceKey key, int messages) {
    int taken = 0;
    for (int i = 0; i < messages; i++) {
      taken += limit.refusal(key).isEmpty() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void eachDeviceHasThirtyInAnySecond() {
    UplinkLimit limit = new UplinkLimit(Limits.PLATFORM, () -> now);
    assertEquals(30, taken(limit, ONE, 100));
    assertEquals(30, taken(limit, TWO, 100));
    assertEquals(
        Optional.of("dropped: more than 30 messages a second of a device"), limit.refusal(ONE));
    now += TimeUnit.MILLISECONDS.toNanos(999);
    assertEquals(0, taken(limit, ONE, 1));
    now += TimeUnit.MILLISECONDS.toNanos(1);
    assertEquals(30, taken(limit, ONE, 100));
  }

  @Test
  void allDevicesOfAFreeInstanceHaveFive() {
    UplinkLimit limit = new UplinkLimit(Limits.FREE, () -> now);
    assertEquals(3, taken(limit, ONE, 3));
    assertEquals(2, taken(limit, TWO, 10));
    assertEquals(
        Optional.of("dropped: more than 5 messages a second of the instance"), limit.refusal(ONE));
  }

  @Test
  void withoutLimitsEverythingGoesThrough() {
    assertEquals(10_000, taken(new UplinkLimit(Limits.NONE, () -> now), ONE, 10_000));
  }
}
