/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.time.VirtualTime;

class UplinkQueueTest {

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
  void handsOutWhatWasAppendedInOrder() {
    assertEquals(1, fixture.append("one"));
    fixture.time.leap(Duration.ofSeconds(3));
    assertEquals(2, fixture.append("two"));
    UplinkRecord second = fixture.queue.next(1).orElseThrow();
    assertEquals(2, second.sequence());
    assertEquals("/a/b/3", second.topic());
    assertEquals("two", QueueFixture.text(second));
    assertEquals(VirtualTime.START.toEpochMilli() + 3000, second.enqueuedAtMillis());
    assertEquals(List.of("one", "two"), fixture.waiting());
    assertEquals(Optional.empty(), fixture.queue.next(2));
    assertEquals(Optional.empty(), fixture.queue.next(Long.MAX_VALUE - 1));
  }

  @Test
  void keepsAnyBytesAndAnyTopic() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    fixture.queue.append("/温度/\u0000", bytes);
    fixture.queue.append("", new byte[0]);
    fixture.reopen(QueueFixture.ROOMY);
    List<UplinkRecord> records = fixture.records();
    assertEquals("/温度/\u0000", records.get(0).topic());
    assertArrayEquals(bytes, records.get(0).payload());
    assertEquals("", records.get(1).topic());
    assertEquals(0, records.get(1).payload().length);
  }

  @Test
  void forgetsWhatWasAcknowledgedInAnyOrderAndMoreThanOnce() {
    List.of("a", "b", "c", "d").forEach(fixture::append);
    fixture.queue.acknowledge(3);
    fixture.queue.acknowledge(1);
    fixture.queue.acknowledge(1);
    fixture.queue.acknowledge(77);
    fixture.queue.acknowledge(-5);
    assertEquals(List.of("b", "d"), fixture.waiting());
    assertEquals(2, fixture.queue.status().messages());
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("b", "d"), fixture.waiting());
    assertEquals(5, fixture.append("e"));
  }

  @Test
  void tellsTheListenerOfEachAppendWithNoLockHeld() {
    AtomicInteger calls = new AtomicInteger();
    fixture.queue.onAppended(
        () -> {
          calls.incrementAndGet();
          Thread other = new Thread(() -> fixture.queue.status(), "other");
          other.start();
          assertTrue(joined(other));
        });
    fixture.queue.onAppended(
        () -> {
          throw new IllegalStateException("a listener's own fault");
        });
    fixture.append("one");
    fixture.append("two");
    assertEquals(2, calls.get());
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join(10_000);
      return !thread.isAlive();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anInterruptedApplicationDoesNotCloseTheFiles() {
    Thread.currentThread().interrupt();
    fixture.append("one");
    assertEquals(List.of("one"), fixture.waiting());
    assertTrue(Thread.interrupted());
    fixture.append("two");
    assertEquals(List.of("one", "two"), fixture.waiting());
  }

  @Test
  void statusTellsHowFullTheQueueIs() {
    assertEquals(OptionalLong.empty(), fixture.queue.status().oldestEnqueuedAtMillis());
    fixture.append("one");
    fixture.time.leap(Duration.ofSeconds(1));
    fixture.append("two");
    UplinkQueueStatus status = fixture.queue.status();
    assertEquals(2, status.messages());
    assertEquals(2 * (RecordFormat.OVERHEAD + 9), status.bytes());
    assertEquals(
        OptionalLong.of(VirtualTime.START.toEpochMilli()), status.oldestEnqueuedAtMillis());
    fixture.queue.acknowledge(1);
    fixture.queue.acknowledge(2);
    status = fixture.queue.status();
    assertEquals(0, status.messages());
    assertEquals(0, status.bytes());
    assertTrue(status.dropped().isEmpty());
  }

  @Test
  void givesBackTheSpaceOfWhatWasAcknowledged() throws IOException {
    QueueLimits small = QueueFixture.limits(1_000_000, 64 * 1024, Duration.ZERO, DropPolicy.OLDEST);
    fixture.reopen(small);
    String kilobyte = "x".repeat(1024);
    for (int i = 0; i < 1000; i++) {
      fixture.queue.acknowledge(fixture.append(kilobyte));
      fixture.time.leap(QueueFixture.FLUSH);
    }
    assertEquals(1, fixture.files(".log").size());
    assertTrue(fixture.files(".ack").size() <= 1);
    assertEquals(List.of(), fixture.waiting());
    fixture.reopen(small);
    assertEquals(1001, fixture.append("next"));
  }

  @Test
  void onlyTheOwnerCanReadTheFiles() throws IOException {
    fixture.queue.acknowledge(fixture.append("one"));
    fixture.queue.deadLetter(fixture.append("two"), "refused");
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals("rwx------", permissions(fixture.directory));
    for (Path file : fixture.files("")) {
      assertEquals("rw-------", permissions(file), file.toString());
    }
    assertEquals(6, fixture.files("").size());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void refusesASecondQueueInTheSameDirectoryUntilTheFirstIsClosed() {
    VirtualTime time = new VirtualTime();
    QueueException refused =
        assertThrows(
            QueueException.class,
            () ->
                SegmentedUplinkQueue.open(
                    fixture.directory, QueueFixture.ROOMY, time.clock(), time.scheduler()));
    assertEquals(QueueException.Reason.IN_USE, refused.reason());
    assertTrue(refused.getMessage().contains(fixture.directory.toString()));
    assertTrue(time.scheduler().isShutdown());
    fixture.append("still works");
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("still works"), fixture.waiting());
  }

  @Test
  void afterCloseItRefusesAppendsAndIsSilentOtherwise() {
    long sequence = fixture.append("one");
    fixture.queue.close();
    fixture.queue.close();
    QueueException refused = assertThrows(QueueException.class, () -> fixture.append("two"));
    assertEquals(QueueException.Reason.CLOSED, refused.reason());
    assertEquals(Optional.empty(), fixture.queue.next(0));
    fixture.queue.acknowledge(sequence);
    fixture.queue.deadLetter(sequence, "too late");
    assertEquals(1, fixture.queue.status().messages());
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
  }

  @Test
  void ignoresFilesThatAreNotItsOwn() throws IOException {
    fixture.append("one");
    Files.writeString(fixture.directory.resolve("notes.log"), "by a person");
    Files.writeString(fixture.directory.resolve("0000000000000000000x.log"), "by a person");
    Files.writeString(fixture.directory.resolve("99999999999999999999.log"), "no long");
    Files.createDirectory(fixture.directory.resolve("00000000000000000009.log"));
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
    assertFalse(Files.notExists(fixture.directory.resolve("notes.log")));
  }
}
