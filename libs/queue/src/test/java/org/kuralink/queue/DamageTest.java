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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.QueueStatus.DropReason;

/** Damage by a power failure, a kill or a failing disk. */
class DamageTest {

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
  void cutsATornTailAtAnyByteAndLosesNothingBeforeIt() throws IOException {
    List.of("one", "two").forEach(fixture::append);
    long whole = Files.size(log());
    fixture.time.leap(QueueFixture.FLUSH);
    byte[] holdings = Files.readAllBytes(fixture.directory.resolve(SegmentInventory.FILE));
    fixture.append("three");
    byte[] bytes = closedBytes();
    for (int length = (int) whole; length < bytes.length; length++) {
      fixture.queue.close();
      Files.write(fixture.directory.resolve(SegmentInventory.FILE), holdings);
      Files.write(log(), Arrays.copyOf(bytes, length));
      fixture.reopen(QueueFixture.ROOMY);
      assertEquals(List.of("one", "two"), fixture.waiting(), "cut at " + length);
      assertEquals(length - whole, fixture.queue.status().tornBytes());
      assertEquals(Map.of(), fixture.queue.status().dropped());
      assertEquals(whole, Files.size(log()));
      assertEquals(3, fixture.append("again"));
      fixture.reopen(QueueFixture.ROOMY);
      assertEquals(List.of("one", "two", "again"), fixture.waiting());
      assertEquals(0, fixture.queue.status().tornBytes());
    }
  }

  @Test
  void cutsATailOfZerosThatWasNeverWritten() throws IOException {
    fixture.append("one");
    byte[] bytes = closedBytes();
    Files.write(log(), Arrays.copyOf(bytes, bytes.length + 4096));
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
    assertEquals(4096, fixture.queue.status().tornBytes());
  }

  @Test
  void oneDamagedByteAnywhereCostsOneMessageAtMost() throws IOException {
    List<String> texts = List.of("one", "two", "three", "four");
    texts.forEach(fixture::append);
    Map<String, byte[]> sound = fixture.snapshot();
    byte[] bytes = Files.readAllBytes(log());
    int size = RecordFormat.OVERHEAD + "/a/b/3".length() + 3;
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      fixture.restore(sound);
      Files.write(log(), damaged);
      fixture.reopen(QueueFixture.ROOMY);
      int hit = at < size ? 0 : at < 2 * size ? 1 : at < 3 * size + 2 ? 2 : 3;
      List<String> expected = texts.stream().filter(text -> !text.equals(texts.get(hit))).toList();
      assertEquals(expected, fixture.waiting(), "damaged at " + at);
      UplinkQueueStatus status = fixture.queue.status();
      assertEquals(Map.of(DropReason.DAMAGED, 1L), status.dropped());
      assertEquals(0, status.tornBytes());
      assertArrayEquals(damaged, Files.readAllBytes(log()));
    }
  }

  @Test
  void damageThatWasAcknowledgedIsNoLoss() throws IOException {
    List.of("one", "two", "three").forEach(fixture::append);
    fixture.queue.acknowledge(2);
    byte[] bytes = closedBytes();
    bytes[bytes.length / 2] ^= 1;
    Files.write(log(), bytes);
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one", "three"), fixture.waiting());
    assertEquals(Map.of(), fixture.queue.status().dropped());
  }

  @Test
  void skipsARecordThatIsDamagedWhileTheQueueIsOpen() throws IOException {
    List.of("one", "two", "three").forEach(fixture::append);
    byte[] bytes = Files.readAllBytes(log());
    bytes[bytes.length / 2] ^= 1;
    Files.write(log(), bytes);
    assertEquals(List.of("one", "three"), fixture.waiting());
    assertEquals(Map.of(DropReason.DAMAGED, 1L), fixture.queue.status().dropped());
    assertEquals(2, fixture.queue.status().messages());
  }

  @Test
  void aRecordInsideAPayloadIsNone() throws IOException {
    fixture.append("one");
    byte[] record = closedBytes();
    fixture.reopen(QueueFixture.ROOMY);
    fixture.queue.append("/a", record);
    fixture.append("three");
    byte[] bytes = closedBytes();
    bytes[record.length] ^= 1;
    Files.write(log(), bytes);
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one", "three"), fixture.waiting());
  }

  @Test
  void countsTheEndOfAnEarlierSegmentAsDamage() throws IOException {
    QueueLimits small = limits(256 * 1024);
    fixture.reopen(small);
    for (int i = 0; i < 3; i++) {
      fixture.append(i + "x".repeat(30_000));
    }
    fixture.queue.close();
    assertEquals(2, fixture.files(".log").size());
    byte[] bytes = Files.readAllBytes(fixture.files(".log").get(0));
    bytes[bytes.length - 1] ^= 1;
    Files.write(fixture.files(".log").get(0), bytes);
    fixture.reopen(small);
    assertEquals(List.of(1L, 3L), numbers());
    assertEquals(Map.of(DropReason.DAMAGED, 1L), fixture.queue.status().dropped());
  }

  @Test
  void aDamagedAcknowledgementMeansTheMessageGoesTwice() throws IOException {
    List.of("one", "two", "three").forEach(fixture::append);
    fixture.queue.acknowledge(1);
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.queue.acknowledge(3);
    fixture.queue.close();
    Path acks = fixture.files(".ack").get(0);
    byte[] bytes = Files.readAllBytes(acks);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(acks, damaged);
      fixture.reopen(QueueFixture.ROOMY);
      assertEquals(
          at < bytes.length / 2 ? List.of("one", "two") : List.of("two", "three"),
          fixture.waiting());
      fixture.queue.close();
    }
    for (int length = 0; length <= bytes.length; length++) {
      Files.write(acks, Arrays.copyOf(bytes, length));
      fixture.reopen(QueueFixture.ROOMY);
      assertTrue(fixture.waiting().contains("two"));
      assertEquals(3 - length / (bytes.length / 2), fixture.waiting().size());
      fixture.queue.close();
    }
  }

  @Test
  void aLostRecordThatWasAcknowledgedDoesNotTakeItsSuccessorAlong() throws IOException {
    fixture.append("one");
    int whole = (int) Files.size(log());
    fixture.append("two");
    fixture.queue.acknowledge(2);
    byte[] bytes = closedBytes();
    Files.write(log(), Arrays.copyOf(bytes, whole));
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(3, fixture.append("three"));
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one", "three"), fixture.waiting());
  }

  @Test
  void removesAcknowledgementsWhoseRecordsAreGone() throws IOException {
    fixture.append("one");
    Path orphan = fixture.directory.resolve(Segment.ackFileName(77));
    Files.write(orphan, ByteBuffer.allocate(20).array());
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
    assertTrue(Files.notExists(orphan));
  }

  private List<Long> numbers() {
    return fixture.records().stream().map(UplinkRecord::sequence).toList();
  }

  private static QueueLimits limits(long bytes) {
    return QueueFixture.limits(1000, bytes, Duration.ZERO, DropPolicy.NEWEST);
  }

  private Path log() throws IOException {
    return fixture.files(".log").get(0);
  }

  private byte[] closedBytes() throws IOException {
    fixture.queue.close();
    return Files.readAllBytes(log());
  }
}
