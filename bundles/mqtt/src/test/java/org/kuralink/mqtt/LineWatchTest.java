/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.mqtt.LineWatch.Verdict;

class LineWatchTest {

  private final VirtualTime time = new VirtualTime();

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 61, 300, 1200})
  void findsADeadLinkInTimeThoughTheApplicationKeepsWriting(int keepAlive) {
    LineWatch watch = new LineWatch(Duration.ofSeconds(keepAlive), time::nanoTime);
    watch.received();
    int seconds = 0;
    Verdict verdict = Verdict.FINE;
    while (verdict != Verdict.DEAD) {
      time.leap(Duration.ofSeconds(1));
      seconds++;
      watch.sent();
      verdict = watch.check();
    }

    assertTrue(seconds <= 1.5 * keepAlive, seconds + " s");
    assertTrue(seconds > keepAlive, seconds + " s");
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 60, 61, 300, 1200})
  void pingsOftenEnoughWhicheverDirectionIsQuiet(int keepAlive) {
    for (int kind = 0; kind < 3; kind++) {
      LineWatch watch = new LineWatch(Duration.ofSeconds(keepAlive), time::nanoTime);
      int sinceWritten = 0;
      for (int second = 0; second < 10 * keepAlive; second++) {
        time.leap(Duration.ofSeconds(1));
        sinceWritten++;
        if (kind == 1) {
          watch.begins();
        }
        if (kind == 2) {
          watch.sent();
          sinceWritten = 0;
        }
        Verdict verdict = watch.check();
        assertTrue(verdict != Verdict.DEAD, "after " + second + " s, kind " + kind);
        if (verdict == Verdict.PING) {
          watch.sent();
          watch.begins();
          sinceWritten = 0;
        }
        assertTrue(sinceWritten < keepAlive, "nothing written for " + sinceWritten + " s");
      }
    }
  }

  /** Bytes that never become a packet are no sign of life. */
  @Test
  void isNotDeceivedByAPacketThatNeverEnds() {
    LineWatch watch = new LineWatch(Duration.ofSeconds(30), time::nanoTime);
    watch.begins();
    int seconds = 0;
    while (watch.check() != Verdict.DEAD) {
      time.leap(Duration.ofSeconds(1));
      seconds++;
      watch.received();
    }
    assertTrue(seconds >= 300 && seconds <= 345, seconds + " s");
  }

  @Test
  void staysQuietWhileBothDirectionsAreBusy() {
    LineWatch watch = new LineWatch(Duration.ofSeconds(30), time::nanoTime);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      time.leap(Duration.ofMillis(random.nextInt(5000)));
      watch.sent();
      watch.begins();
      assertEquals(Verdict.FINE, watch.check());
    }
  }
}
