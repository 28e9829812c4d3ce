/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration WIDEST = Duration.ofSeconds(60);

  @Test
  void pausesOneSecondAndAPartOfAWindowThatDoubles() {
    ReconnectPolicy policy = new ReconnectPolicy(FIRST, WIDEST, () -> 0.5);
    assertEquals(Duration.ofSeconds(6), policy.failed());
    assertEquals(Duration.ofSeconds(11), policy.failed());
    assertEquals(Duration.ofSeconds(21), policy.failed());
    assertEquals(Duration.ofSeconds(31), policy.failed());
    assertEquals(Duration.ofSeconds(31), policy.failed());
  }

  @Test
  void goesStraightToTheUpperHalfOfTheWidestWindowWhenRefused() {
    assertEquals(Duration.ofSeconds(31), new ReconnectPolicy(FIRST, WIDEST, () -> 0).refused());
    ReconnectPolicy policy = new ReconnectPolicy(FIRST, WIDEST, () -> 0.5);
    assertEquals(Duration.ofSeconds(46), policy.refused());
    assertEquals(Duration.ofSeconds(31), policy.failed());
  }

  @Test
  void startsAgainOnlyAfterASessionThatLasted() {
    ReconnectPolicy policy = new ReconnectPolicy(FIRST, WIDEST, () -> 0.5);
    policy.failed();
    policy.failed();
    policy.sessionLasted(Duration.ofSeconds(59));
    assertEquals(Duration.ofSeconds(21), policy.failed());
    policy.sessionLasted(Duration.ofSeconds(60));
    assertEquals(Duration.ofSeconds(6), policy.failed());
  }

  @Test
  void neverPausesLessThanASecond() {
    ReconnectPolicy policy = new ReconnectPolicy(FIRST, WIDEST, () -> 0.0);
    assertEquals(Duration.ofSeconds(1), policy.failed());
  }

  @Test
  void fitsItsWindowIntoOtherLimits() {
    ReconnectPolicy policy = new ReconnectPolicy(FIRST, WIDEST, () -> 1.0);
    policy.refused();
    policy.change(Duration.ofSeconds(5), Duration.ofSeconds(20));
    assertEquals(Duration.ofSeconds(21), policy.failed());
  }

  /**
   * Ten thousand devices lose the platform in the same instant. Attempts during the outage do not
   * depend on its length, so that one timeline of attempts serves all lengths: a device is back at
   * its first attempt after the outage.
   */
  @Test
  void bringsNoFleetBackInOneInstant() {
    int devices = 10_000;
    int longest = 900;
    int[][] back = new int[longest + 1][];
    for (int outage = 2; outage <= longest; outage++) {
      back[outage] = new int[64];
    }
    SplittableRandom random = new SplittableRandom(20260101);
    for (int device = 0; device < devices; device++) {
      ReconnectPolicy policy = new ReconnectPolicy(FIRST, WIDEST, random.split()::nextDouble);
      double attempt = 0;
      int outage = 2;
      while (outage <= longest) {
        attempt += policy.failed().toNanos() / 1e9;
        for (; outage <= longest && outage <= attempt; outage++) {
          back[outage][(int) (attempt - outage)]++;
        }
      }
    }
    for (int outage = 2; outage <= longest; outage++) {
      int tallest = 0;
      for (int arrivals : back[outage]) {
        tallest = Math.max(tallest, arrivals);
      }
      double share = tallest / (double) devices;
      double limit = outage < 60 ? 0.15 : 0.04;
      assertTrue(share <= limit, "outage of " + outage + " s: tallest second " + share);
    }
  }
}
