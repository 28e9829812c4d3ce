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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.QueueStatus.DropReason;
import org.kuralink.queue.QueueException.Reason;

class LimitsTest {

  private static final int RECORD = RecordFormat.OVERHEAD + "/a/b/1".length() + 1;

  @TempDir Path temp;
  private QueueFixture fixture;

  @BeforeEach
  void open() {
    fixture = new QueueFixture(temp.resolve("queue"), QueueFixture.ROOMY);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void dropsTheOldestWhenThereAreTooMany() {
    fixture.reopen(count(3, DropPolicy.OLDEST));
    List<String> dropped = new ArrayList<>();
    fixture.queue.onDropped((reason, sequence) -> dropped.add(reason + " " + sequence));
    fixture.queue.onDropped(
        (reason, sequence) -> {
          throw new IllegalStateException("a listener's own fault");
        });
    List.of("a", "b", "c", "d", "e").forEach(fixture::append);
    assertEquals(List.of("c", "d", "e"), fixture.waiting());
    assertEquals(Map.of(DropReason.COUNT, 2L), fixture.queue.status().dropped());
    assertEquals(List.of("COUNT 1", "COUNT 2"), dropped);
    fixture.reopen(count(3, DropPolicy.OLDEST));
    assertEquals(List.of("c", "d", "e"), fixture.waiting());
  }

  @Test
  void sparesWhatIsInFlightWhileSomethingElseCanGive() {
    fixture.reopen(count(4, DropPolicy.OLDEST));
    List.of("a", "b", "c", "d").forEach(fixture::append);
    fixture.queue.next(fixture.queue.next(0).orElseThrow().sequence());
    fixture.append("e");
    fixture.append("f");
    assertEquals(List.of("a", "b", "e", "f"), fixture.waiting());
  }

  @Test
  void dropsTheOldestOfAllWhenEverythingIsInFlight() {
    fixture.reopen(count(2, DropPolicy.OLDEST));
    List.of("a", "b").forEach(fixture::append);
    assertEquals(2, fixture.waiting().size());
    fixture.append("c");
    assertEquals(List.of("b", "c"), fixture.waiting());
  }

  @Test
  void dropsAsManyAsTheBytesAsk() {
    fixture.reopen(bytes(4 * RECORD, DropPolicy.OLDEST));
    List.of("a", "b", "c", "d").forEach(fixture::append);
    fixture.append("x".repeat(RECORD));
    assertEquals(List.of("c", "d", "x".repeat(RECORD)), fixture.waiting());
    assertEquals(Map.of(DropReason.BYTES, 2L), fixture.queue.status().dropped());
    assertTrue(fixture.queue.status().bytes() <= 4 * RECORD);
  }

  @Test
  void refusesTheNewestIfToldSo() {
    fixture.reopen(count(2, DropPolicy.NEWEST));
    List.of("a", "b").forEach(fixture::append);
    QueueException refused = assertThrows(QueueException.class, () -> fixture.append("c"));
    assertEquals(Reason.FULL, refused.reason());
    assertEquals("the uplink queue is full: 2 messages", refused.getMessage());
    fixture.queue.acknowledge(1);
    assertEquals(3, fixture.append("d"));
    assertEquals(List.of("b", "d"), fixture.waiting());
    assertEquals(Map.of(), fixture.queue.status().dropped());
    fixture.reopen(bytes(3 * RECORD - 1, DropPolicy.NEWEST));
    assertEquals(
        Reason.FULL, assertThrows(QueueException.class, () -> fixture.append("e")).reason());
  }

  @Test
  void refusesWhatIsLargerThanTheWholeQueue() {
    fixture.reopen(bytes(RECORD, DropPolicy.OLDEST));
    fixture.append("a");
    QueueException refused = assertThrows(QueueException.class, () -> fixture.append("bc"));
    assertEquals(Reason.TOO_LARGE, refused.reason());
    assertTrue(refused.getMessage().contains(RECORD + 1 + " bytes"), refused.getMessage());
    assertEquals(List.of("a"), fixture.waiting());
    fixture.queue.limit(QueueFixture.ROOMY);
    assertThrows(QueueException.class, () -> fixture.append("x".repeat(RecordFormat.MAX_SIZE)));
    assertThrows(
        QueueException.class, () -> fixture.queue.append("x".repeat(0x10000), new byte[1]));
    assertEquals(List.of("a"), fixture.waiting());
  }

  @Test
  void dropsWhatHasWaitedTooLong() {
    fixture.reopen(age(Duration.ofMinutes(10)));
    fixture.append("a");
    fixture.time.leap(Duration.ofMinutes(6));
    fixture.append("b");
    fixture.time.leap(Duration.ofMinutes(4));
    assertEquals(List.of("a", "b"), fixture.waiting());
    fixture.time.leap(Duration.ofMillis(1));
    assertEquals(List.of("b"), fixture.waiting());
    assertEquals(Map.of(DropReason.AGE, 1L), fixture.queue.status().dropped());
    fixture.time.leap(Duration.ofMinutes(6));
    assertEquals(0, fixture.queue.status().messages());
    assertEquals(Map.of(DropReason.AGE, 2L), fixture.queue.status().dropped());
  }

  @Test
  void whatWaitedTooLongWhileThePowerWasOffGoesAtTheNextStart() {
    fixture.reopen(age(Duration.ofMinutes(10)));
    fixture.append("a");
    fixture.queue.platformTime(fixture.time.clock().millis() + 1000);
    fixture.time.leap(Duration.ofHours(1));
    fixture.reopen(age(Duration.ofMinutes(10)));
    fixture.append("b");
    assertEquals(List.of("a", "b"), fixture.waiting(), "no clock can be trusted yet");
    fixture.queue.platformTime(fixture.time.clock().millis() + 1000);
    assertEquals(List.of("b"), fixture.waiting());
    assertEquals(Map.of(DropReason.AGE, 1L), fixture.queue.status().dropped());
  }

  @Test
  void aClockThatWasAYearBehindMakesNothingOldWhenItIsSet() {
    fixture.reopen(age(Duration.ofHours(168)));
    fixture.time.stepClock(Duration.ofDays(-365));
    fixture.reopen(age(Duration.ofHours(168)));
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      texts.add("m" + i);
      fixture.append("m" + i);
    }
    fixture.time.stepClock(Duration.ofDays(365));
    fixture.append("after");
    texts.add("after");
    assertEquals(texts, fixture.waiting());
    long now = fixture.time.clock().millis();
    assertEquals(now, fixture.records().get(0).enqueuedAtMillis(), "dated by the clock as it is");
    fixture.time.leap(Duration.ofHours(169));
    assertEquals(List.of(), fixture.waiting());
  }

  @Test
  void aClockThatWasAYearBehindInAFormerRunMakesNothingOldInTheNext() {
    fixture.reopen(age(Duration.ofHours(168)));
    fixture.time.stepClock(Duration.ofDays(-365));
    fixture.reopen(age(Duration.ofHours(168)));
    fixture.append("behind");
    fixture.reopen(age(Duration.ofHours(168)));
    fixture.append("right");
    fixture.queue.platformTime(fixture.time.clock().millis());
    assertEquals(List.of("behind", "right"), fixture.waiting());
    fixture.time.leap(Duration.ofHours(169));
    assertEquals(List.of(), fixture.waiting());
  }

  @Test
  void aCorrectedRunIsStillCorrectedInTheNextOnes() {
    fixture.reopen(age(Duration.ofMinutes(10)));
    fixture.append("one");
    fixture.queue.platformTime(fixture.time.clock().millis() + Duration.ofDays(365).toMillis());
    fixture.time.leap(Duration.ofMinutes(4));
    for (int run = 0; run < 3; run++) {
      fixture.reopen(age(Duration.ofMinutes(10)));
    }
    fixture.queue.platformTime(fixture.time.clock().millis() + Duration.ofDays(365).toMillis());
    assertEquals(List.of("one"), fixture.waiting());
    fixture.time.leap(Duration.ofMinutes(6));
    assertEquals(List.of("one"), fixture.waiting());
    fixture.time.leap(Duration.ofMillis(1));
    assertEquals(List.of(), fixture.waiting());
  }

  @Test
  void aClockThatWasNotSetYetMakesNothingOld() {
    fixture.reopen(age(Duration.ofMinutes(10)));
    fixture.time.stepClock(Duration.ofDays(-56 * 365));
    fixture.append("early");
    fixture.time.stepClock(Duration.ofDays(56 * 365));
    fixture.append("a");
    fixture.time.leap(Duration.ofMinutes(10));
    fixture.append("b");
    assertEquals(List.of("early", "a", "b"), fixture.waiting());
  }

  @Test
  void takesOtherLimitsWhileItWorks() {
    List.of("a", "b", "c", "d").forEach(fixture::append);
    fixture.queue.limit(count(2, DropPolicy.OLDEST));
    assertEquals(List.of("a", "b", "c", "d"), fixture.waiting());
    fixture.append("e");
    assertEquals(List.of("d", "e"), fixture.waiting());
  }

  @Test
  void logsADropOnceAnEpisodeAndNotOnceAMessage() {
    String log =
        logOf(
            () -> {
              fixture.reopen(count(4, DropPolicy.OLDEST));
              for (int i = 0; i < 50; i++) {
                fixture.append("x");
              }
            });
    assertEquals(2, log.split("drops messages", -1).length, log);
    assertTrue(
        log.contains("beginning with number 1: the maximum number of messages is reached"), log);
    log =
        logOf(
            () -> {
              fixture.queue.acknowledge(47);
              fixture.append("y");
              fixture.append("y");
            });
    assertEquals("", log, "the episode is not over while the queue is more than half full");
    log =
        logOf(
            () -> {
              fixture.records().forEach(r -> fixture.queue.acknowledge(r.sequence()));
              for (int i = 0; i < 50; i++) {
                fixture.append("x");
              }
            });
    assertEquals(2, log.split("drops messages", -1).length, log);
  }

  private static String logOf(Runnable action) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> count(0, DropPolicy.OLDEST));
    assertThrows(IllegalArgumentException.class, () -> bytes(0, DropPolicy.OLDEST));
    assertThrows(IllegalArgumentException.class, () -> age(Duration.ofDays(-1)));
    assertThrows(IllegalArgumentException.class, () -> age(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new QueueLimits(1, 1, Duration.ZERO, Duration.ofNanos(-1), DropPolicy.OLDEST));
  }

  private static QueueLimits count(long messages, DropPolicy policy) {
    return QueueFixture.limits(messages, 1_000_000, Duration.ZERO, policy);
  }

  private static QueueLimits bytes(long bytes, DropPolicy policy) {
    return QueueFixture.limits(1_000_000, bytes, Duration.ZERO, policy);
  }

  private static QueueLimits age(Duration age) {
    return QueueFixture.limits(1_000_000, 1_000_000, age, DropPolicy.OLDEST);
  }
}
