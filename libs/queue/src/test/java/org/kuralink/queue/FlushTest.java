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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.queue.QueueException.Reason;

class FlushTest {

  private static final QueueLimits EACH =
      new QueueLimits(1_000_000, 100_000_000, Duration.ZERO, Duration.ZERO, DropPolicy.OLDEST);

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
  void isOnTheMediumWithinTheLimitInOneGroup() {
    for (int i = 0; i < 50; i++) {
      fixture.append("message");
    }
    assertEquals(0, fixture.medium.syncs);
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(1, fixture.medium.syncs);
    fixture.time.leap(Duration.ofHours(1));
    assertEquals(1, fixture.medium.syncs);
    fixture.append("one more");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(2, fixture.medium.syncs);
  }

  /** Until its segment is in the directory for good, a message is not said to be kept. */
  @Test
  void aMessageIsRefusedWhileItsDirectoryCannotBeSynced() {
    fixture.reopen(EACH);
    fixture.medium.directorySyncFails = true;
    int before = fixture.medium.directorySyncs;
    for (int i = 0; i < 2; i++) {
      QueueException failed = assertThrows(QueueException.class, () -> fixture.append("refused"));
      assertEquals(Reason.IO, failed.reason());
    }
    assertEquals(List.of(), fixture.waiting());
    fixture.medium.directorySyncFails = false;
    fixture.append("kept");
    assertEquals(before + 1, fixture.medium.directorySyncs);
    fixture.reopen(EACH);
    assertEquals(List.of("kept"), fixture.waiting());
  }

  @Test
  void aDirectoryThatCannotBeSyncedIsTriedAgainWithTheNextFlush() {
    fixture.append("one");
    int before = fixture.medium.directorySyncs;
    fixture.medium.directorySyncFails = true;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(0, fixture.medium.syncs, "a file that may vanish is not brought there");
    fixture.medium.directorySyncFails = false;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(before + 1, fixture.medium.directorySyncs);
    assertEquals(1, fixture.medium.syncs);
  }

  /** It may have been killed before it could sync the directory. */
  @Test
  void theSegmentOfAFormerProcessIsMadeToLastWithTheFirstFlush() {
    fixture.append("one");
    fixture.reopen(QueueFixture.ROOMY);
    int before = fixture.medium.directorySyncs;
    fixture.append("two");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(before + 1, fixture.medium.directorySyncs);
    fixture.append("three");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(before + 1, fixture.medium.directorySyncs);
  }

  @Test
  void aMediumOfWhichNothingIsKnownIsLeftHalfOfTheLimit() {
    fixture.append("one");
    fixture.time.leap(QueueFixture.FLUSH.dividedBy(2));
    assertEquals(1, fixture.medium.syncs);
  }

  @Test
  void aFastMediumIsLeftAnEighthOfTheLimit() {
    flushOften();
    int before = fixture.medium.syncs;
    fixture.append("one");
    fixture.time.leap(QueueFixture.FLUSH.multipliedBy(3).dividedBy(4));
    assertEquals(before, fixture.medium.syncs);
    fixture.time.leap(QueueFixture.FLUSH.dividedBy(8));
    assertEquals(before + 1, fixture.medium.syncs);
  }

  @Test
  void aSlowMediumIsLeftFourTimesWhatItTookAndAtMostHalfOfTheLimit() {
    flushOften();
    fixture.slowDown(QueueFixture.FLUSH.dividedBy(16));
    flushOften();
    int before = fixture.medium.syncs;
    fixture.append("one");
    fixture.time.leap(QueueFixture.FLUSH.multipliedBy(3).dividedBy(4));
    assertEquals(before + 1, fixture.medium.syncs);
    fixture.slowDown(QueueFixture.FLUSH);
    flushOften();
    before = fixture.medium.syncs;
    fixture.append("one");
    fixture.time.leap(QueueFixture.FLUSH.dividedBy(2));
    assertEquals(before + 1, fixture.medium.syncs);
  }

  /** Until it is forgotten how long it once took. */
  private void flushOften() {
    for (int i = 0; i < 500; i++) {
      fixture.append("one");
      fixture.time.leap(QueueFixture.FLUSH);
    }
  }

  @Test
  void anIdleQueueWaitsForNothing() {
    fixture.append("one");
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.queue.acknowledge(1);
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(0, fixture.time.waiting());
  }

  @Test
  void whileMoreAndMoreComesAFlushSetsTheNextOneAndAppendingWakesNobody() {
    flushOften();
    fixture.append("first");
    for (int i = 0; i < 20; i++) {
      assertEquals(1, fixture.time.waiting(), "set before anything was appended");
      fixture.append("one");
      fixture.append("two");
      assertEquals(1, fixture.time.waiting());
      fixture.time.leap(QueueFixture.FLUSH.multipliedBy(7).dividedBy(8));
    }
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(0, fixture.time.waiting(), "nothing came, so it rests");
  }

  @Test
  void aMessageThatIsAcknowledgedBeforeItsFlushIsWorthOne() throws IOException {
    flushOften();
    int before = fixture.medium.syncs;
    for (int i = 0; i < 3; i++) {
      fixture.queue.acknowledge(fixture.append("one"));
      assertEquals(1, fixture.time.waiting());
      fixture.time.leap(QueueFixture.FLUSH);
      assertEquals(0, fixture.time.waiting(), "nothing came since");
      assertEquals(20 * (i + 1), Files.size(fixture.files(".ack").get(0)));
    }
    assertEquals(before, fixture.medium.syncs);
  }

  @Test
  void whateverComesAndWhenIsOnTheMediumWithinTheLimit() {
    Random random = new Random(4711);
    List<Long> waiting = new ArrayList<>();
    List<Long> late = new ArrayList<>();
    fixture.medium.syncing =
        () -> {
          long latest = fixture.time.nanoTime() - QueueFixture.FLUSH.toNanos();
          waiting.stream().filter(at -> at < latest).forEach(late::add);
          waiting.clear();
          if (random.nextInt(3) == 0) {
            append(waiting); // too late for this sync
          }
        };
    for (int i = 0; i < 10_000; i++) {
      int milliseconds = random.nextInt(10) == 0 ? random.nextInt(1000) : random.nextInt(30);
      fixture.time.leap(Duration.ofMillis(milliseconds));
      append(waiting);
    }
    fixture.medium.syncing = waiting::clear;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(List.of(), waiting);
    assertEquals(List.of(), late);
  }

  private void append(List<Long> waiting) {
    fixture.append("one");
    waiting.add(fixture.time.nanoTime());
  }

  @Test
  void whatTheMediumTakesIsTakenFromTheTimeToTheNextFlush() {
    flushOften();
    fixture.slowDown(QueueFixture.FLUSH.dividedBy(4));
    fixture.append("one");
    fixture.append("two");
    fixture.time.leap(QueueFixture.FLUSH);
    int before = fixture.medium.syncs;
    fixture.append("three");
    fixture.time.leap(QueueFixture.FLUSH.dividedBy(4));
    assertEquals(before + 1, fixture.medium.syncs);
  }

  @Test
  void aShorterLimitIsKeptAlsoWhileALaterFlushIsSet() {
    Duration hour = Duration.ofHours(1);
    fixture.queue.limit(
        new QueueLimits(1_000_000, 100_000_000, Duration.ZERO, hour, DropPolicy.OLDEST));
    fixture.append("one");
    fixture.queue.limit(QueueFixture.ROOMY);
    fixture.append("two");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(1, fixture.medium.syncs);
    fixture.append("three");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(2, fixture.medium.syncs);
    fixture.time.leap(hour);
    assertEquals(0, fixture.time.waiting());
    fixture.append("four");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(3, fixture.medium.syncs);
  }

  @Test
  void aFlushThatFailsWhileMoreAndMoreComesIsTriedAgain() {
    fixture.append("one");
    fixture.append("two");
    fixture.medium.syncFails = true;
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.medium.syncFails = false;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(1, fixture.medium.syncs);
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(0, fixture.time.waiting());
  }

  @Test
  void aNewFileIsMadeLastingByItsDirectory() {
    int before = fixture.medium.directorySyncs;
    fixture.append("one");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(before + 1, fixture.medium.directorySyncs);
    fixture.append("two");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(before + 1, fixture.medium.directorySyncs);
  }

  @Test
  void canBeOnTheMediumBeforeEachAppendReturns() {
    fixture.reopen(EACH);
    int before = fixture.medium.syncs;
    fixture.append("one");
    assertEquals(before + 1, fixture.medium.syncs);
    fixture.append("two");
    assertEquals(before + 2, fixture.medium.syncs);
  }

  @Test
  void acknowledgementsAreWrittenWithinTheLimit() throws IOException {
    List.of("one", "two", "three").forEach(fixture::append);
    fixture.queue.acknowledge(1);
    fixture.queue.acknowledge(2);
    assertEquals(List.of(), fixture.files(".ack"));
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(20, Files.size(fixture.files(".ack").get(0)));
  }

  @Test
  void closingBringsEverythingToTheMedium() {
    fixture.append("one");
    fixture.queue.acknowledge(fixture.append("two"));
    fixture.queue.close();
    assertEquals(1, fixture.medium.syncs);
    assertTrue(fixture.time.scheduler().isShutdown());
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
  }

  @Test
  void aFailedFlushIsTriedAgainUntilItSucceeds() {
    fixture.append("one");
    fixture.medium.syncFails = true;
    fixture.time.leap(QueueFixture.FLUSH.multipliedBy(5));
    assertEquals(List.of("one"), fixture.waiting());
    fixture.medium.syncFails = false;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(1, fixture.medium.syncs);
    assertEquals(0, fixture.time.waiting());
  }

  @Test
  void aMessageThatCannotBeSyncedIsRefusedIfEachMustBe() {
    fixture.reopen(EACH);
    fixture.append("one");
    fixture.medium.syncFails = true;
    QueueException refused = assertThrows(QueueException.class, () -> fixture.append("two"));
    assertEquals(Reason.IO, refused.reason());
    assertEquals(List.of("one"), fixture.waiting());
    fixture.medium.syncFails = false;
    fixture.append("three");
    assertEquals(List.of("one", "three"), fixture.waiting());
  }

  @Test
  void manyThreadsAppendAndAcknowledgeWithTheRealThread() throws Exception {
    Path directory = temp.resolve("busy");
    QueueLimits small =
        new QueueLimits(
            1_000_000, 1_000_000, Duration.ZERO, Duration.ofMillis(1), DropPolicy.NEWEST);
    List<CompletableFuture<Void>> appenders = new ArrayList<>();
    try (UplinkQueue queue = SegmentedUplinkQueue.open(directory, small, Clock.systemUTC())) {
      queue.acknowledge(queue.append("/first", new byte[0]));
      assertTrue(flushThread().isDaemon());
      for (int thread = 0; thread < 4; thread++) {
        int name = thread;
        appenders.add(CompletableFuture.runAsync(() -> appendAndAcknowledge(queue, name)));
      }
      for (CompletableFuture<Void> appender : appenders) {
        appender.get(60, TimeUnit.SECONDS);
      }
      assertEquals(4 * 100, queue.status().messages());
    }
    try (UplinkQueue queue = SegmentedUplinkQueue.open(directory, small, Clock.systemUTC())) {
      assertEquals(4 * 100, queue.status().messages());
      long before = 0;
      for (int i = 0; i < 4 * 100; i++) {
        UplinkRecord next = queue.next(before).orElseThrow();
        assertTrue(next.sequence() > before);
        assertEquals(9, QueueFixture.text(next).charAt(2) - '0');
        before = next.sequence();
      }
      assertFalse(queue.next(before).isPresent());
    }
  }

  private static Thread flushThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("kuralink-queue-flush"))
        .findAny()
        .orElseThrow();
  }

  // Of each ten, the one whose number ends in 9 stays.
  private static void appendAndAcknowledge(UplinkQueue queue, int name) {
    for (int i = 0; i < 1000; i++) {
      String text = name + ":" + i % 10 + "x".repeat(500);
      long sequence = queue.append("/busy", text.getBytes(StandardCharsets.UTF_8));
      if (i % 10 != 9) {
        queue.acknowledge(sequence);
      }
    }
  }
}
