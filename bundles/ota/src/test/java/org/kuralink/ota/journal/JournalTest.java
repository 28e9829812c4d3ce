/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.wire.Order;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;

/** The journal over kills, damage and many steps. */
class JournalTest {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("deep").resolve("journal");
  }

  private static Situation ordered() {
    FirmwareOrder firmware =
        new FirmwareOrder(
            "default",
            "1.1 – neu 新",
            17,
            "dp",
            Map.of("MD5", "0".repeat(32), "SHA-256", "1".repeat(64)),
            true,
            JsonText.of("{\"a\":\"\\u00fc\\n\"}"));
    return Situation.INITIAL
        .begin(new Order(firmware, "7", "https://localhost/f?a=b&c=d"), "1.0", "4711")
        .by("some installer")
        .with(Outcome.failed(UpdateFault.DOWNLOAD, "broken off\nfor good"))
        .committed("mcu", new Situation.Committed("2", "1"));
  }

  @Test
  void liesWhereNobodyElseGetsIn() throws IOException {
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      journal.append(ordered(), "detail");
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
  }

  @Test
  void givesBackAllThatItWasGiven() throws IOException {
    Situation situation = ordered();
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(Situation.INITIAL, journal.situation());
      journal.append(situation, "detail with ü and 新");
    }
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(situation, journal.situation());
      JournalEntry entry = journal.entries().get(0);
      assertEquals("detail with ü and 新", entry.detail());
      assertEquals(1, entry.number());
      assertEquals("default 1.1 – neu 新", entry.order());
      journal.append(situation.end(), "end");
      assertEquals(2, journal.entries().get(1).number());
      assertEquals(1, journal.situation().handled().size());
    }
  }

  /** Whatever a power cut leaves of the last line, the line before it is read. */
  @Test
  void aTornLineIsNotRead() throws IOException {
    Situation second = ordered().to(UpdateState.INSTALLING);
    long whole;
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      journal.append(ordered(), "first");
      whole = Files.size(file);
      journal.append(second, "second");
    }
    byte[] all = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      int cut = (int) whole + random.nextInt(all.length - (int) whole - 1);
      Files.write(file, Arrays.copyOf(all, cut));
      try (Journal journal = Journal.open(file, Clock.systemUTC())) {
        assertEquals(ordered(), journal.situation());
        journal.append(second, "again");
      }
      try (Journal journal = Journal.open(file, Clock.systemUTC())) {
        assertEquals(second, journal.situation());
        assertEquals(2, journal.entries().size());
      }
    }
  }

  @Test
  void aDamagedLineIsNotRead() throws IOException {
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      journal.append(ordered(), "first");
      journal.append(ordered().to(UpdateState.PROVING), "second");
    }
    byte[] all = Files.readAllBytes(file);
    all[all.length - 20] ^= 1;
    Files.write(file, all);
    Files.writeString(file, "nothing that we wrote\n{} 0\n", StandardOpenOption.APPEND);
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(ordered(), journal.situation());
    }
  }

  /** The extension of an order is in each of its lines. */
  @Test
  void ordersWithMuchToSayDoNotMakeItUnreadable() throws IOException {
    JsonText much = JsonText.of("{\"a\":\"" + "x".repeat(250_000) + "\"}");
    FirmwareOrder firmware = new FirmwareOrder("default", "1.1", 17, "dp", Map.of(), false, much);
    Situation situation =
        Situation.INITIAL.begin(new Order(firmware, "7", "https://localhost/f"), "1.0", "4711");
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      for (int i = 0; i < 90; i++) {
        journal.append(situation, "step " + i);
      }
    }
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(situation, journal.situation());
      List<JournalEntry> entries = journal.entries();
      assertTrue(entries.size() > 10, entries.size() + " lines");
      assertEquals(90, entries.get(entries.size() - 1).number());
    }
  }

  @Test
  void aFileThatIsNoneOfOursIsAsGoodAsNone() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[5_000]);
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(Situation.INITIAL, journal.situation());
      journal.append(ordered(), "first");
    }
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(ordered(), journal.situation());
    }
  }

  @Test
  void doesNotGrowForever() throws IOException {
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      for (int i = 0; i < 1_000; i++) {
        journal.append(ordered(), "step " + i);
      }
    }
    assertTrue(Files.size(file) < 400 * 1_024, () -> file.toFile().length() + " bytes");
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      List<JournalEntry> entries = journal.entries();
      assertTrue(entries.size() >= 100 && entries.size() <= 301, entries.size() + " entries");
      assertEquals("step 999", entries.get(entries.size() - 1).detail());
      assertEquals(1_000, entries.get(entries.size() - 1).number());
    }
  }

  @Test
  void aStepThatADiskWasFullForIsNoneAndTheNextOneStands() throws IOException {
    FailingMedium disk = new FailingMedium();
    Situation second = ordered().to(UpdateState.INSTALLING);
    try (Journal journal = Journal.open(disk, file, Clock.systemUTC())) {
      journal.append(ordered(), "first");
      for (boolean cannotCut : List.of(false, true)) {
        disk.space = 40;
        disk.truncateFails = cannotCut;
        assertThrows(IOException.class, () -> journal.append(second, "no room"));
        assertEquals(ordered(), journal.situation());
        assertEquals(1, journal.entries().size());
        try (Journal after = Journal.open(new FailingMedium(), file, Clock.systemUTC())) {
          assertEquals(ordered(), after.situation(), "what a restart finds now");
        }
      }
      disk.space = Long.MAX_VALUE;
      disk.truncateFails = false;
      journal.append(second, "second");
    }
    try (Journal journal = Journal.open(file, Clock.systemUTC())) {
      assertEquals(second, journal.situation());
      assertEquals(List.of(1L, 2L), numbers(journal));
    }
  }

  @Test
  void eachStepSurvivesAPowerCutRightAfterIt() throws IOException {
    MemoryMedium disk = new MemoryMedium();
    for (int step = 1; step <= 650; step++) {
      try (Journal journal = Journal.open(disk, file, Clock.systemUTC())) {
        journal.append(ordered(), "step " + step);
      }
      disk.powerCut();
      try (Journal journal = Journal.open(disk, file, Clock.systemUTC())) {
        List<JournalEntry> entries = journal.entries();
        assertEquals("step " + step, entries.get(entries.size() - 1).detail());
        assertTrue(entries.size() >= Math.min(step, 100), entries.size() + " of " + step);
      }
    }
  }

  @Test
  void aStepThatWasNotBroughtToTheDiskIsNone() throws IOException {
    MemoryMedium memory = new MemoryMedium();
    FailingMedium disk = new FailingMedium(memory);
    try (Journal journal = Journal.open(disk, file, Clock.systemUTC())) {
      journal.append(ordered(), "first");
      disk.syncFails = true;
      assertThrows(IOException.class, () -> journal.append(ordered().end(), "unknown"));
      assertEquals(ordered(), journal.situation());
      disk.syncFails = false;
      journal.append(ordered().to(UpdateState.PROVING), "second");
    }
    memory.powerCut();
    try (Journal journal = Journal.open(memory, file, Clock.systemUTC())) {
      assertEquals(ordered().to(UpdateState.PROVING), journal.situation());
      assertEquals(List.of(1L, 2L), numbers(journal));
    }
  }

  @Test
  void noStepIsLostWhereThereIsNoRoomToShortenTheFile() throws IOException {
    MemoryMedium memory = new MemoryMedium();
    FailingMedium disk = new FailingMedium(memory);
    try (Journal journal = Journal.open(disk, file, Clock.systemUTC())) {
      for (int step = 1; step <= 300; step++) {
        journal.append(ordered(), "step " + step);
      }
      List<Long> before = numbers(journal);
      disk.space = 1_000;
      assertThrows(IOException.class, () -> journal.append(ordered().end(), "no room"));
      assertEquals(ordered(), journal.situation());
      assertEquals(before, numbers(journal));
      memory.powerCut();
      assertEquals(before, numbers(journal));
      disk.space = Long.MAX_VALUE;
      journal.append(ordered().end(), "last");
    }
    memory.powerCut();
    try (Journal journal = Journal.open(memory, file, Clock.systemUTC())) {
      assertEquals(ordered().end(), journal.situation());
      assertTrue(numbers(journal).size() < 300, "is short now");
    }
  }

  private static List<Long> numbers(Journal journal) throws IOException {
    return journal.entries().stream().map(JournalEntry::number).toList();
  }
}
