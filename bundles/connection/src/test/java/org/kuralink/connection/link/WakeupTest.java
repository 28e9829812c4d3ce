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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

class WakeupTest {

  private static final Duration SOON = Duration.ofMillis(Wakeup.SOON_MILLIS);

  private final VirtualTime time = new VirtualTime();
  private final List<Long> looks = new ArrayList<>();
  private final Wakeup wakeup = new Wakeup(time.scheduler(), this::look);

  private void look() {
    wakeup.looks();
    looks.add(time.nanoTime());
    wakeup.calm(true);
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      wakeup.soon();
    }
  }

  @Test
  void whoAsksWhileNothingIsCalmIsServedAtOnce() {
    wakeup.soon();
    time.settle();
    assertEquals(1, looks.size());
  }

  @Test
  void looksInPassingOnceForAllWhoAskedWhileMuchComesAndThenRests() {
    look();
    ask(3);
    for (int round = 2; round < 10; round++) {
      time.leap(SOON);
      assertEquals(round, looks.size());
      assertEquals(1, time.waiting(), "set before anybody asked");
      ask(3);
      assertEquals(1, time.waiting());
    }
    time.leap(SOON.multipliedBy(2));
    assertEquals(10, looks.size(), "nobody asked after the last");
    assertEquals(0, time.waiting());
  }

  @Test
  void oneMessageIsWorthOneLook() {
    look();
    ask(2);
    time.leap(SOON);
    assertEquals(2, looks.size());
    assertEquals(0, time.waiting());
  }

  @Test
  void nobodyWaitsLongerThanAMoment() {
    look();
    Random random = new Random(815);
    for (int i = 0; i < 10_000; i++) {
      long asked = time.nanoTime();
      ask(random.nextInt(5));
      int before = looks.size();
      wakeup.soon();
      time.leap(SOON);
      assertTrue(looks.size() > before);
      assertTrue(looks.get(before) - asked <= SOON.toNanos());
      time.leap(Duration.ofMillis(random.nextInt(300)));
    }
  }
}
