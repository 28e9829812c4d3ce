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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.queue.QueueException.Reason;

class DiskFullTest {

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
  void refusesWithItsReasonAndRollsBackWhateverFitted() {
    int size = RecordFormat.OVERHEAD + "/a/b/3".length() + 3;
    fixture.append("one");
    for (int room = 0; room < size; room++) {
      fixture.medium.space = room;
      QueueException refused = assertThrows(QueueException.class, () -> fixture.append("two"));
      assertEquals(Reason.DISK_FULL, refused.reason());
      assertTrue(refused.getMessage().contains("no space left"), refused.getMessage());
      assertEquals(List.of("one"), fixture.waiting());
      fixture.medium.space = Long.MAX_VALUE;
      fixture.reopen(QueueFixture.ROOMY);
      assertEquals(List.of("one"), fixture.waiting());
      assertEquals(0, fixture.queue.status().tornBytes());
    }
    assertEquals(2, fixture.append("two"));
    assertEquals(List.of("one", "two"), fixture.waiting());
  }

  @Test
  void aFullDiskDropsNothingThatWasAccepted() {
    fixture.reopen(QueueFixture.limits(2, 1_000_000, Duration.ZERO, DropPolicy.OLDEST));
    List.of("one", "two").forEach(fixture::append);
    fixture.medium.space = 10;
    assertThrows(QueueException.class, () -> fixture.append("three"));
    assertEquals(List.of("one", "two"), fixture.waiting());
    assertEquals(Map.of(), fixture.queue.status().dropped());
  }

  @Test
  void whatCannotBeRolledBackIsOverwrittenOrCutLater() {
    fixture.append("one");
    fixture.medium.truncateFails = true;
    fixture.medium.space = 30;
    assertThrows(QueueException.class, () -> fixture.append("a longer one that is torn"));
    fixture.medium.space = Long.MAX_VALUE;
    fixture.append("2");
    fixture.medium.truncateFails = false;
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one", "2"), fixture.waiting());
    fixture.append("three");
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one", "2", "three"), fixture.waiting());
  }

  @Test
  void acknowledgementsThatFindNoRoomAreSavedLater() {
    List.of("one", "two", "three").forEach(fixture::append);
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.queue.acknowledge(1);
    fixture.queue.acknowledge(3);
    fixture.medium.space = 25;
    fixture.time.leap(QueueFixture.FLUSH);
    assertEquals(List.of("two"), fixture.waiting());
    fixture.medium.space = Long.MAX_VALUE;
    fixture.time.leap(QueueFixture.FLUSH);
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("two"), fixture.waiting());
  }

  @Test
  void aMediumThatFailsOtherwiseIsNotCalledFull() {
    fixture.append("one");
    fixture.reopen(QueueFixture.ROOMY);
    fixture.medium.readFails = true;
    QueueException failed = assertThrows(QueueException.class, () -> fixture.queue.next(0));
    assertEquals(Reason.IO, failed.reason());
    assertTrue(failed.getMessage().contains("Input/output error"), failed.getMessage());
    fixture.medium.readFails = false;
    assertEquals(List.of("one"), fixture.waiting());
  }

  @Test
  void theYoungestMessageIsNotReadBackFromTheMedium() {
    List.of("one", "two").forEach(fixture::append);
    fixture.medium.readFails = true;
    assertEquals("two", QueueFixture.text(fixture.queue.next(1).orElseThrow()));
    fixture.queue.acknowledge(2);
    assertEquals(Optional.empty(), fixture.queue.next(1));
  }

  @Test
  void oneUnreadablePlaceDoesNotHoldUpTheOthers() {
    List.of("one", "two", "three").forEach(fixture::append);
    fixture.medium.unreadableAt = RecordFormat.OVERHEAD + "/a/b/3".length() + 3;
    assertEquals(List.of("one", "three"), fixture.waiting());
    assertEquals(3, fixture.queue.status().messages());
    fixture.medium.unreadableAt = -1;
    assertEquals(List.of("one", "two", "three"), fixture.waiting());
  }

  @Test
  void aDirectoryThatCannotBeReadIsRefusedAndLetGo() {
    fixture.append("one");
    fixture.queue.close();
    fixture.medium.readFails = true;
    QueueException failed =
        assertThrows(QueueException.class, () -> fixture.reopen(QueueFixture.ROOMY));
    assertEquals(Reason.IO, failed.reason());
    fixture.medium.readFails = false;
    fixture.reopen(QueueFixture.ROOMY);
    assertEquals(List.of("one"), fixture.waiting());
  }
}
