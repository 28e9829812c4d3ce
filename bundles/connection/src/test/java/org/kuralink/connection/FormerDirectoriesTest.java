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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.login.credentials.file.FileCredentialStore;
import org.kuralink.queue.DropPolicy;
import org.kuralink.queue.QueueLimits;
import org.kuralink.queue.SegmentedUplinkQueue;
import org.kuralink.queue.UplinkRecord;
import org.kuralink.store.FailingMedium;

/** Renaming the instance or changing its directory loses no message and no secret. */
class FormerDirectoriesTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");
  private static final QueueLimits LIMITS =
      new QueueLimits(1000, 1_000_000, Duration.ofDays(7), Duration.ZERO, DropPolicy.OLDEST);

  @TempDir Path all;

  private final FailingMedium disk = new FailingMedium();
  private final Set<Path> unreadable = disk.unreadable;

  private SegmentedUplinkQueue open(Path data, Path queues) {
    return open(data, queues, LIMITS);
  }

  private SegmentedUplinkQueue open(Path data, Path queues, QueueLimits limits) {
    SegmentedUplinkQueue queue =
        SegmentedUplinkQueue.open(
            RuntimeParts.directoryOf(DEVICE, queues), limits, Clock.systemUTC());
    new FormerDirectories(disk, data).bring(DEVICE, queues, queue, Clock.systemUTC());
    return queue;
  }

  private static List<String> waiting(SegmentedUplinkQueue queue) {
    List<String> texts = new ArrayList<>();
    for (Optional<UplinkRecord> next = queue.next(0);
        next.isPresent();
        next = queue.next(next.get().sequence())) {
      texts.add(new String(next.get().payload(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static void append(SegmentedUplinkQueue queue, String text) {
    queue.append("/pk/dn/user/update", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void messagesFollowTheNameOfTheInstance() {
    Path before = all.resolve("before");
    Path after = all.resolve("after");
    try (SegmentedUplinkQueue queue = open(before, before.resolve("queue"))) {
      append(queue, "one");
      append(queue, "two");
    }
    try (SegmentedUplinkQueue queue = open(after, after.resolve("queue"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
    try (SegmentedUplinkQueue queue = open(before, before.resolve("queue"))) {
      assertEquals(List.of("one", "two"), waiting(queue), "and back again, once");
    }
  }

  @Test
  void messagesFollowTheDirectoryThereAndBack() {
    Path data = all.resolve("main");
    Path elsewhere = all.resolve("disk").resolve("elsewhere");
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      append(queue, "one");
    }
    try (SegmentedUplinkQueue queue = open(data, elsewhere)) {
      assertEquals(List.of("one"), waiting(queue));
      append(queue, "two");
    }
    try (SegmentedUplinkQueue queue = open(data, elsewhere.resolve("further"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
  }

  @Test
  void whatAnotherInstanceUsesStaysThere() {
    Path one = all.resolve("one");
    Path two = all.resolve("two");
    try (SegmentedUplinkQueue used = open(one, one.resolve("queue"))) {
      append(used, "mine");
      try (SegmentedUplinkQueue queue = open(two, two.resolve("queue"))) {
        assertTrue(waiting(queue).isEmpty());
      }
      assertEquals(List.of("mine"), waiting(used));
    }
  }

  @Test
  void anIssuedSecretFollowsTheNameOfTheInstance() throws Exception {
    Secret secret = Secret.of("issued once");
    new FileCredentialStore(all.resolve("before").resolve("credentials")).keep(DEVICE, secret);
    Path data = all.resolve("after");
    List<Path> former = new FormerDirectories(data).credentials();
    FileCredentialStore store = new FileCredentialStore(data.resolve("credentials"), former);
    assertEquals("issued once", store.find(DEVICE).orElseThrow().reveal());
    FileCredentialStore alone = new FileCredentialStore(data.resolve("credentials"));
    assertEquals("issued once", alone.find(DEVICE).orElseThrow().reveal());
  }

  @Test
  void whatHadNoRoomIsBroughtAtTheNextStartThatHasSome() {
    Path data = all.resolve("main");
    Path full = all.resolve("full");
    Path narrow = all.resolve("narrow");
    try (SegmentedUplinkQueue queue = open(data, full)) {
      append(queue, "one");
      append(queue, "two");
    }
    QueueLimits limits =
        new QueueLimits(1, 1_000_000, Duration.ofDays(7), Duration.ZERO, DropPolicy.NEWEST);
    for (int start = 1; start <= 2; start++) {
      try (LoggedLines log = new LoggedLines();
          SegmentedUplinkQueue queue = open(data, narrow, limits)) {
        assertEquals(1, log.with("Durable messages in the former queue directory " + full).size());
        assertEquals(1, waiting(queue).size());
      }
    }
    try (SegmentedUplinkQueue queue = open(data, narrow)) {
      assertTrue(waiting(queue).containsAll(List.of("one", "two")), () -> "" + waiting(queue));
    }
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      assertTrue(waiting(queue).containsAll(List.of("one", "two")), () -> "" + waiting(queue));
    }
    assertFalse(Files.exists(data.resolve("queue.location")), "nothing is elsewhere");
  }

  @Test
  void aNoteThatTheDiskIsFullForIsToldOnceAndTheFormerOneStays() {
    Path data = all.resolve("main");
    Path first = all.resolve("first");
    Path second = all.resolve("second");
    try (SegmentedUplinkQueue queue = open(data, first)) {
      append(queue, "one");
    }
    disk.space = 5;
    try (LoggedLines log = new LoggedLines();
        SegmentedUplinkQueue queue = open(data, second)) {
      assertEquals(List.of("one"), waiting(queue));
      assertEquals(1, log.with(data.resolve("queue.location") + " cannot record").size());
      assertEquals(1, log.with("WARN").size());
    }
    disk.space = Long.MAX_VALUE;
    try (SegmentedUplinkQueue queue = open(data, second)) {
      append(queue, "two");
    }
    try (SegmentedUplinkQueue queue = open(data, all.resolve("third"))) {
      assertEquals(List.of("one", "two"), waiting(queue));
    }
  }

  @Test
  void aNoteThatCannotBeReadIsToldAndKeptAndTriedAtTheNextStart() {
    Path data = all.resolve("main");
    Path note = data.resolve("queue.location");
    try (SegmentedUplinkQueue queue = open(data, all.resolve("first"))) {
      append(queue, "one");
    }
    for (Path place : List.of(all.resolve("second"), all.resolve("third"), all.resolve("third"))) {
      unreadable.add(note);
      try (LoggedLines log = new LoggedLines();
          SegmentedUplinkQueue queue = open(data, place)) {
        assertEquals(List.of(), waiting(queue).stream().filter("one"::equals).toList());
        assertEquals(1, log.with(note + " cannot be read").size());
        assertEquals(1, log.with("WARN").size());
        append(queue, "in " + place.getFileName());
      }
    }
    unreadable.clear();
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      assertEquals(
          List.of("in second", "in third", "in third", "one"),
          waiting(queue).stream().sorted().toList());
    }
    assertFalse(Files.exists(note), "nothing is elsewhere");
    assertFalse(Files.exists(data.resolve("queue.location.further")));
  }

  @Test
  void aNoteBesideOneThatCannotBeReadIsKeptAsWell() {
    Path data = all.resolve("main");
    Path further = data.resolve("queue.location.further");
    open(data, all.resolve("first")).close();
    unreadable.add(data.resolve("queue.location"));
    try (SegmentedUplinkQueue queue = open(data, all.resolve("second"))) {
      append(queue, "two");
    }
    unreadable.add(further);
    try (LoggedLines log = new LoggedLines()) {
      open(data, all.resolve("third")).close();
      assertEquals(1, log.with(data.resolve("queue.location") + " cannot record").size());
    }
    unreadable.remove(data.resolve("queue.location"));
    try (SegmentedUplinkQueue queue = open(data, all.resolve("fourth"))) {
      append(queue, "four");
    }
    unreadable.clear();
    try (SegmentedUplinkQueue queue = open(data, data.resolve("queue"))) {
      assertEquals(List.of("four", "two"), waiting(queue).stream().sorted().toList());
    }
  }

  /** Of another instance: its messages are not ours to forget either. */
  @Test
  void aNoteOfAnotherNameThatCannotBeReadIsTriedAtTheNextStart() {
    Path before = all.resolve("before");
    Path after = all.resolve("after");
    try (SegmentedUplinkQueue queue = open(before, all.resolve("elsewhere"))) {
      append(queue, "one");
    }
    unreadable.add(before.resolve("queue.location"));
    try (LoggedLines log = new LoggedLines();
        SegmentedUplinkQueue queue = open(after, after.resolve("queue"))) {
      assertEquals(List.of(), waiting(queue));
      assertEquals(1, log.with("WARN").size());
    }
    unreadable.clear();
    try (SegmentedUplinkQueue queue = open(after, after.resolve("queue"))) {
      assertEquals(List.of("one"), waiting(queue));
    }
  }

  @Test
  void aFormerQueueThatCannotBeListedIsNotTakenForAnEmptyOne() {
    Path data = all.resolve("main");
    try (SegmentedUplinkQueue queue = open(data, all.resolve("first"))) {
      append(queue, "one");
    }
    disk.listFails = true;
    try (SegmentedUplinkQueue queue = open(data, all.resolve("second"))) {
      assertEquals(List.of("one"), waiting(queue));
    }
  }

  @Test
  void aNoteThatSaysTheSameNeedsNoRoom() {
    Path data = all.resolve("main");
    open(data, all.resolve("first")).close();
    disk.space = 0;
    try (LoggedLines log = new LoggedLines()) {
      open(data, all.resolve("first")).close();
      assertEquals(List.of(), log.with("WARN"));
    }
  }

  @Test
  void aTornNoteKeepsNobodyFromStarting() throws IOException {
    Path data = all.resolve("main");
    Path note = data.resolve("queue.location");
    byte[][] torn = {{}, {'\n'}, {0, 0, 0}, {(byte) 0xc3}, new byte[70_000]};
    for (byte[] content : torn) {
      Files.createDirectories(data);
      Files.write(note, content);
      open(data, all.resolve("first")).close();
      assertEquals(all.resolve("first") + "\n", Files.readString(note));
    }
  }
}
