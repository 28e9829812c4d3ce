/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

class UplinkRateTest {

  private final VirtualTime time = new VirtualTime();
  private final UplinkRate rate = new UplinkRate(time::nanoTime);

  private int takeAll() {
    int taken = 0;
    while (taken < 10_000 && rate.take()) {
      taken++;
    }
    return taken;
  }

  /** The most that leave in any second of a while, asked every millisecond. */
  private int mostInASecond(int seconds) {
    int[] perMilli = new int[seconds * 1000];
    for (int i = 0; i < perMilli.length; i++) {
      time.leap(Duration.ofMillis(1));
      perMilli[i] = takeAll();
    }
    int most = 0;
    int window = 0;
    for (int i = 0; i < perMilli.length; i++) {
      window += perMilli[i] - (i >= 1000 ? perMilli[i - 1000] : 0);
      most = Math.max(most, window);
    }
    return most;
  }

  @Test
  void withoutARateEverythingMayLeave() {
    assertFalse(rate.limited());
    assertEquals(10_000, takeAll());
    assertEquals(0, rate.nanosToNext());
  }

  @Test
  void noSecondHasMoreThanAQuarterAboveTheRate() {
    rate.set(20);
    time.leap(Duration.ofHours(1));
    assertEquals(24, mostInASecond(10));
    rate.set(4);
    time.leap(Duration.ofHours(1));
    assertEquals(4, mostInASecond(10), "less than a free instance takes");
  }

  @Test
  void tellsWhenTheNextMayLeave() {
    rate.set(4);
    takeAll();
    assertEquals(Duration.ofMillis(250).toNanos(), rate.nanosToNext());
    time.leap(Duration.ofNanos(rate.nanosToNext()));
    assertTrue(rate.take());
    assertFalse(rate.take());
    rate.giveBack();
    assertTrue(rate.take());
  }

  @Test
  void halvesWhenThePlatformGetsTooManyAndComesBack() {
    rate.set(20);
    for (int i = 0; i < 50; i++) {
      rate.throttled();
    }
    assertEquals(10, rate.status(0, 0).now(), "many refusals of one moment are one");
    assertEquals(50, rate.status(0, 0).throttled());
    assertTrue(rate.status(0, 0).slowed());
    assertFalse(rate.take());
    assertEquals(UplinkRate.REST_NANOS, rate.nanosToNext());
    time.leap(Duration.ofSeconds(1));
    rate.throttled();
    assertEquals(5, rate.status(0, 0).now());
    for (int i = 0; i < 100; i++) {
      time.leap(Duration.ofSeconds(2));
      rate.throttled();
    }
    assertEquals(0.5, rate.status(0, 0).now(), "slow, but never mute");
    time.leap(Duration.ofMinutes(5));
    assertEquals(20, rate.status(0, 0).now());
    assertFalse(rate.status(0, 0).slowed());
  }

  @Test
  void withoutARateItIsSlowedFromWhatThePlatformTakesOfADevice() {
    rate.throttled();
    assertEquals(15, rate.status(0, 0).now());
    assertTrue(rate.limited() && rate.status(0, 0).slowed());
    time.leap(Duration.ofMinutes(5));
    assertFalse(rate.limited());
  }
}
