/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.LifeState;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/** The life states of devices on full disks and after power cuts. */
class LifeStatesTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "dn");
  private static final DeviceIdentity OTHER = new DeviceIdentity("pk", "other");
  private static final Path DIRECTORY = Path.of("thing");
  private static final Path FILE = DIRECTORY.resolve("life.pk.dn");
  private static final String NOT_KEPT = "could not be stored";

  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium disk = new FailingMedium(memory);

  private LifeStates start(String process) {
    return new LifeStates(disk, Optional.of(DIRECTORY), process);
  }

  private LifeState afterPowerCut() {
    memory.powerCut();
    return start("later").read(DEVICE).state();
  }

  @Test
  void eachStateSurvivesAPowerCut() {
    LifeStates lives = start("this run");
    assertEquals(LifeState.ACTIVE, afterPowerCut());
    for (LifeState state : LifeState.values()) {
      assertEquals(state, lives.keep(DEVICE, state).state());
      assertEquals(state, afterPowerCut());
      assertEquals(LifeState.ACTIVE, start("later").read(OTHER).state());
    }
    lives.keep(DEVICE, LifeState.DISABLED);
    assertTrue(lives.isOfThisRun(lives.read(DEVICE)));
    assertFalse(start("later").isOfThisRun(lives.read(DEVICE)));
    lives.keep(DEVICE, LifeState.ACTIVE);
    assertEquals(LifeState.ACTIVE, afterPowerCut(), "and the end of it, too");
  }

  @Test
  void aFullDiskIsToldOnceAndTheFormerStateStays() {
    LifeStates lives = start("this run");
    lives.keep(DEVICE, LifeState.DISABLED);
    disk.space = 4;
    try (LoggedLines log = new LoggedLines()) {
      assertEquals(LifeState.DELETED, lives.keep(DEVICE, LifeState.DELETED).state());
      assertEquals(1, log.with(NOT_KEPT).size());
      assertEquals(1, log.with("WARN").size());
    }
    assertEquals(LifeState.DISABLED, afterPowerCut());
    disk.space = Long.MAX_VALUE;
    lives.keep(DEVICE, LifeState.DELETED);
    assertEquals(LifeState.DELETED, afterPowerCut());
  }

  @Test
  void anActiveDeviceNeedsNoRoom() {
    LifeStates lives = start("this run");
    lives.keep(DEVICE, LifeState.DISABLED);
    disk.space = 0;
    try (LoggedLines log = new LoggedLines()) {
      lives.keep(DEVICE, LifeState.ACTIVE);
      assertEquals(0, log.with(NOT_KEPT).size());
    }
    assertEquals(LifeState.ACTIVE, afterPowerCut());
  }

  @Test
  void aTornFileIsToldAndTheDeviceTakenForActive() throws IOException {
    LifeStates lives = start("this run");
    lives.keep(OTHER, LifeState.DISABLED);
    byte[] word = LifeState.DISABLED.toString().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < word.length; length++) {
      new WholeFile(memory, FILE).write(Arrays.copyOf(word, length));
      try (LoggedLines log = new LoggedLines()) {
        assertEquals(LifeState.ACTIVE, lives.read(DEVICE).state());
        assertEquals(1, log.with("treated as active").size());
      }
      assertEquals(LifeState.DISABLED, lives.read(OTHER).state());
      lives.keep(DEVICE, LifeState.DELETED);
      assertEquals(LifeState.DELETED, afterPowerCut());
    }
  }

  @Test
  void aFileThatCannotBeReadNowIsNotForgotten() {
    start("this run").keep(DEVICE, LifeState.DISABLED);
    disk.readFails = true;
    assertEquals(LifeState.ACTIVE, afterPowerCut());
    disk.readFails = false;
    assertEquals(LifeState.DISABLED, afterPowerCut());
  }
}
