/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.store.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.Medium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/** Records on full disks, after power failures and with damage. */
class RecordFileTest {

  private static final Path FILE = Path.of("data", "deep", "records");
  private static final long MOST = 1_000_000;

  @TempDir private Path temp;
  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium medium = new FailingMedium(memory);

  private RecordFile reopened() {
    return new RecordFile(medium, FILE, MOST);
  }

  /** However much of a record fitted: it is gone, and the next one stands whole. */
  @Test
  void aRecordThatAFullDiskToreIsCutAndTheNextOneStands() throws IOException {
    int length = "second 12345678\n".length();
    for (boolean cutFails : new boolean[] {false, true}) {
      for (int room = 0; room < length - 1; room++) {
        memory.delete(FILE);
        RecordFile file = reopened();
        file.append("first", true);
        medium.space = room;
        medium.truncateFails = cutFails;
        assertThrows(IOException.class, () -> file.append("second", true));
        medium.space = Long.MAX_VALUE;
        medium.truncateFails = false;
        file.append("third", true);
        file.close();
        assertEquals(List.of("first", "third"), reopened().read(), "room " + room);
      }
    }
  }

  @Test
  void aTornTailIsCutAfterARestart() throws IOException {
    RecordFile file = reopened();
    file.append("first", true);
    medium.space = 4;
    medium.truncateFails = true;
    assertThrows(IOException.class, () -> file.append("second", true));
    file.close();
    medium.space = Long.MAX_VALUE;
    RecordFile next = reopened();
    assertEquals(List.of("first"), next.read());
    assertThrows(IOException.class, () -> next.append("third", true));
    medium.truncateFails = false;
    next.append("third", true);
    assertEquals(List.of("first", "third"), reopened().read());
  }

  @Test
  void aRecordThatCouldNotBeForcedIsNoRecord() throws IOException {
    RecordFile file = reopened();
    file.append("first", true);
    medium.syncFails = true;
    assertThrows(IOException.class, () -> file.append("second", true));
    medium.syncFails = false;
    file.append("third", true);
    assertEquals(List.of("first", "third"), reopened().read());
  }

  @Test
  void aRecordWhoseFileIsNotInItsDirectoryForGoodIsNoRecord() throws IOException {
    RecordFile file = reopened();
    medium.directorySyncFails = true;
    assertThrows(IOException.class, () -> file.append("first", true));
    assertThrows(IOException.class, () -> file.append("second", true));
    medium.directorySyncFails = false;
    file.append("third", true);
    memory.powerCut();
    assertEquals(List.of("third"), reopened().read());
  }

  /** The process that made the file was killed before it had forced anything. */
  @Test
  void whatIsForcedIntoAFileOfAFormerProcessSurvivesAPowerCut() throws IOException {
    reopened().append("first", false);
    reopened().append("second", true);
    memory.powerCut();
    assertEquals(List.of("first", "second"), reopened().read());
  }

  @Test
  void whatWasForcedSurvivesAPowerCut() throws IOException {
    RecordFile file = reopened();
    file.append("unforced", false);
    file.append("forced", true);
    file.append("lost", false);
    memory.powerCut();
    assertEquals(List.of("unforced", "forced"), reopened().read());
  }

  @Test
  void whatReplacedOthersSurvivesAPowerCut() throws IOException {
    RecordFile file = reopened();
    file.append("first", true);
    file.replace(List.of("a", "b"));
    memory.powerCut();
    assertEquals(List.of("a", "b"), reopened().read());
    file.append("c", true);
    memory.powerCut();
    assertEquals(List.of("a", "b", "c"), reopened().read());
  }

  @Test
  void noRoomForAReplacementLeavesWhatWas() throws IOException {
    RecordFile file = reopened();
    file.append("first", true);
    medium.space = 3;
    assertThrows(IOException.class, () -> file.replace(List.of("a", "b")));
    medium.space = Long.MAX_VALUE;
    file.append("second", true);
    assertEquals(List.of("first", "second"), reopened().read());
    assertEquals(List.of(FILE.toAbsolutePath()), memory.list(WholeFile.directoryOf(FILE)));
  }

  @Test
  void damageCostsTheRecordsItHit() throws IOException {
    Path path = temp.resolve("records");
    RecordFile file = new RecordFile(Medium.disk(), path, MOST);
    file.append("first", true);
    file.append("second", true);
    file.append("third", true);
    file.close();
    byte[] all = Files.readAllBytes(path);
    for (int i = 0; i < all.length; i++) {
      byte[] damaged = all.clone();
      damaged[i] ^= 1;
      Files.write(path, damaged);
      file.append("fourth", true);
      List<String> left = file.read();
      file.close();
      assertEquals("fourth", left.get(left.size() - 1), "damaged at " + i);
      int lost = all[i] == '\n' ? 2 : 1;
      assertEquals(i == all.length - 1 ? 3 : 4 - lost, left.size(), "damaged at " + i);
    }
  }

  @Test
  void goesOnBehindEveryCut() throws IOException {
    Path path = temp.resolve("records");
    String large = "x".repeat(10_000);
    RecordFile file = new RecordFile(Medium.disk(), path, MOST);
    file.append("first", true);
    file.append(large, true);
    file.close();
    byte[] all = Files.readAllBytes(path);
    int first = "first ".length() + 8 + 1;
    for (int cut : new int[] {first + 1, first + 4095, first + 4096, 9_000, all.length - 1}) {
      Files.write(path, Arrays.copyOf(all, cut));
      file.append("next", true);
      assertEquals(List.of("first", "next"), file.read(), "cut at " + cut);
      file.close();
    }
  }

  @Test
  void refusesWhatIsNoLineAndWhatIsNoneOfOurs() throws IOException {
    RecordFile file = reopened();
    assertThrows(IllegalArgumentException.class, () -> file.append("a\nb", true));
    assertThrows(IllegalArgumentException.class, () -> file.append("新", true));
    file.append("first", true);
    assertThrows(IOException.class, () -> new RecordFile(medium, FILE, 5).read());
  }
}
