/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.time.VirtualTime;

/** Messages keep their age when another queue takes them over, whatever the clocks show. */
class TakeOverTest {

  private static final Duration YEAR = Duration.ofDays(365);
  private static final QueueLimits TEN_MINUTES =
      QueueFixture.limits(1000, 1_000_000, Duration.ofMinutes(10), DropPolicy.OLDEST);

  @TempDir Path temp;
  private QueueFixture former;
  private QueueFixture here;

  @BeforeEach
  void open() {
    former = new QueueFixture(temp.resolve("former"), QueueFixture.ROOMY);
    here = new QueueFixture(temp.resolve("here"), TEN_MINUTES);
  }

  @AfterEach
  void close() {
    former.close();
    here.close();
  }

  /** Both machines' clocks are wrong by so much. */
  private void stepClocks(Duration by) {
    former.time.stepClock(by);
    former.reopen(QueueFixture.ROOMY);
    here.time.stepClock(by);
    here.reopen(TEN_MINUTES);
  }

  private static long clock(QueueFixture fixture) {
    return fixture.time.clock().millis();
  }

  @Test
  void aClockThatIsWrongMakesNothingOldWhosePlatformTimeIsKnown() {
    stepClocks(YEAR);
    former.append("a");
    former.queue.platformTime(clock(former) - YEAR.toMillis());
    former.reopen(QueueFixture.ROOMY);

    assertEquals(1, here.queue.takeOver(former.queue));
    here.append("b");
    assertEquals(List.of("a", "b"), here.waiting());
    assertEquals(VirtualTime.START.toEpochMilli(), here.records().get(0).enqueuedAtMillis());

    long since = Duration.ofMinutes(5).toMillis();
    here.queue.platformTime(clock(here) - YEAR.toMillis() + since);
    here.time.leap(Duration.ofMinutes(5));
    assertEquals(List.of("a", "b"), here.waiting());
    here.time.leap(Duration.ofMillis(1));
    assertEquals(List.of("b"), here.waiting(), "five minutes there and five here");
    here.time.leap(Duration.ofMinutes(5));
    assertEquals(List.of(), here.waiting());
  }

  @Test
  void aClockThatWasSetSinceMakesNothingOld() {
    former.time.stepClock(YEAR.negated());
    former.reopen(QueueFixture.ROOMY);
    former.append("early");
    former.reopen(QueueFixture.ROOMY);

    here.queue.takeOver(former.queue);
    here.append("b");
    here.queue.platformTime(clock(here));
    assertEquals(List.of("early", "b"), here.waiting());
    here.time.leap(Duration.ofMinutes(10));
    assertEquals(List.of("early", "b"), here.waiting());
    here.time.leap(Duration.ofMillis(1));
    assertEquals(List.of(), here.waiting(), "but waits no longer than others from then on");
  }

  @Test
  void eachHasItsTimeAlsoInTheNextRun() {
    stepClocks(YEAR);
    former.append("known");
    former.queue.platformTime(clock(former) - YEAR.toMillis());
    former.reopen(QueueFixture.ROOMY);
    former.append("unknown");
    former.reopen(QueueFixture.ROOMY);
    here.append("own");
    here.queue.takeOver(former.queue);
    here.append("later");
    here.queue.platformTime(clock(here) - YEAR.toMillis());
    here.reopen(TEN_MINUTES);

    assertEquals(List.of("own", "known", "unknown", "later"), here.waiting());
    List<Long> dates = here.records().stream().map(UplinkRecord::enqueuedAtMillis).toList();
    long start = VirtualTime.START.toEpochMilli();
    long wrong = start + YEAR.toMillis();
    assertEquals(List.of(start, start, wrong, start), dates);
    here.queue.platformTime(clock(here) - YEAR.toMillis() + Duration.ofMinutes(11).toMillis());
    assertEquals(List.of("unknown", "later"), here.waiting(), "in doubt a message is kept");
  }
}
