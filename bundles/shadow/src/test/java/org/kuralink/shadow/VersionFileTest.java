/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/** The version of a shadow on full disks and over power cuts. */
class VersionFileTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");
  private static final Path DIRECTORY = Path.of("shadow");
  private static final Path FILE = DIRECTORY.resolve("shadow-version.json");
  private static final Duration PAUSE = Duration.ofSeconds(VersionFile.PAUSE_SECONDS);
  private static final String NOT_KEPT = "cannot store the version of the shadow";

  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium disk = new FailingMedium(memory);
  private final VirtualTime time = new VirtualTime();

  private VersionFile start() {
    return new VersionFile(disk, Optional.of(DIRECTORY), time.scheduler());
  }

  private long keptOverAPowerCut() {
    memory.powerCut();
    return start().of(DEVICE);
  }

  private void keep(VersionFile versions, long version) {
    versions.keep(DEVICE, version);
    time.leap(PAUSE);
  }

  @Test
  void aWrittenVersionSurvivesAPowerCut() {
    assertEquals(-1, start().of(DEVICE));
    VersionFile versions = start();
    keep(versions, 7);
    assertEquals(7, keptOverAPowerCut());
    keep(versions, 8);
    assertEquals(8, keptOverAPowerCut());
    versions.keep(DEVICE, 9);
    assertEquals(8, keptOverAPowerCut(), "the pause is not over");
    versions.save();
    assertEquals(9, keptOverAPowerCut());
  }

  @Test
  void aFullDiskIsToldOnceAndTheFormerVersionStays() {
    keep(start(), 7);
    VersionFile versions = start();
    disk.space = 10;
    try (LoggedLines log = new LoggedLines()) {
      keep(versions, 8);
      time.leap(PAUSE.multipliedBy(10));
      assertEquals(1, log.with(NOT_KEPT).size());
      assertEquals(1, log.with("WARN").size());
    }
    assertEquals(8, versions.of(DEVICE));
    assertEquals(7, keptOverAPowerCut());
    disk.space = Long.MAX_VALUE;
    keep(versions, 9);
    assertEquals(9, keptOverAPowerCut());
  }

  @Test
  void aVersionRefusedByAFullDiskIsWrittenAtTheEndIfThereIsSpace() {
    VersionFile versions = start();
    disk.space = 10;
    keep(versions, 8);
    disk.space = Long.MAX_VALUE;
    keep(versions, 8);
    versions.save();
    assertEquals(8, keptOverAPowerCut());
    int syncs = disk.syncs;
    versions.save();
    assertEquals(syncs, disk.syncs, "and once only");
  }

  @Test
  void aTornFileIsToldOnceAndReplaced() throws IOException {
    keep(start(), 1234);
    byte[] whole = memory.read(FILE, 4_096).orElseThrow();
    for (int length = 0; length < whole.length; length++) {
      new WholeFile(memory, FILE).write(Arrays.copyOf(whole, length));
      VersionFile versions = start();
      try (LoggedLines log = new LoggedLines()) {
        assertEquals(-1, versions.of(DEVICE));
        assertEquals(-1, versions.of(DEVICE));
        assertEquals(1, log.with(FILE + " is ignored").size());
      }
      keep(versions, length);
      assertEquals(length, keptOverAPowerCut());
    }
  }
}
