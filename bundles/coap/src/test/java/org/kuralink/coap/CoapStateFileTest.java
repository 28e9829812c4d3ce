/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.Medium;
import org.kuralink.store.MemoryMedium;
import org.kuralink.store.WholeFile;

/** Sequence numbers and log-ins across power failures, process ends and full disks. */
class CoapStateFileTest {

  private static final Path FILE = Path.of("coap", "pk", "dn");
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-07-01T12:00:00Z"), ZoneOffset.UTC);
  private static final String OWNER = "0a1b";
  private static final CoapCredentials FIRST = pass("first token", 7);
  private static final CoapCredentials SECOND = pass("second token", 5_000);

  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium disk = new FailingMedium(memory);
  private long greatest;

  /** The process has ended here. */
  private static final class End extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static CoapCredentials pass(String token, long offset) {
    return new CoapCredentials(Secret.of(token), Optional.of("random of " + token), offset);
  }

  private static CoapStateFile start(Medium medium) {
    return new CoapStateFile(medium, FILE, NOON, Runnable::run);
  }

  private CoapStateFile startAfterPowerCut() {
    memory.powerCut();
    return start(disk);
  }

  private void use(CoapStateFile numbers, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      long number = numbers.number();
      assertTrue(number > greatest, number + " after " + greatest);
      greatest = number;
    }
  }

  private static String token(CoapStateFile numbers) {
    return numbers.pass(OWNER, false).map(pass -> pass.token().reveal()).orElse("none");
  }

  @Test
  void noNumberIsUsedTwiceOverPowerCuts() throws IOException {
    Executor nobody =
        work -> {
          throw new RejectedExecutionException();
        };
    for (Executor work : new Executor[] {Runnable::run, nobody}) {
      for (int count : new int[] {1, 2, 499, 500, 501, 999, 1_000, 1_001, 1_500, 2_500}) {
        use(new CoapStateFile(disk, FILE, NOON, work), count);
        memory.powerCut();
      }
    }
    assertTrue(greatest < 100_000, "and few are left out: " + greatest);
  }

  @Test
  void noNumberIsUsedTwiceWhereverTheProcessEnds() throws IOException {
    int ends = 0;
    for (int step = 1; ended(step); step++) {
      ends++;
      use(startAfterPowerCut(), 3);
    }
    assertTrue(ends >= 9, ends + " ends");
  }

  /** Uses numbers and logs in; whether the end of the process came before that was done. */
  private boolean ended(int step) throws IOException {
    int[] left = {step};
    Runnable perhaps =
        () -> {
          if (--left[0] == 0) {
            throw new End();
          }
        };
    disk.changing = perhaps;
    disk.syncing = perhaps;
    try {
      CoapStateFile numbers = start(disk);
      use(numbers, 600);
      numbers.keep(OWNER, pass("token", greatest + 10));
      greatest += 10;
      use(numbers, 600);
      return false;
    } catch (End e) {
      return true;
    } finally {
      disk.changing = () -> {};
      disk.syncing = () -> {};
    }
  }

  @Test
  void aFullDiskEndsTheNumbersAndRoomBringsThemBack() throws IOException {
    CoapStateFile numbers = start(disk);
    use(numbers, 1);
    disk.space = 5;
    use(numbers, 999);
    assertThrows(IOException.class, numbers::number);
    assertThrows(IOException.class, numbers::number);
    assertFalse(numbers.isReady());
    disk.space = Long.MAX_VALUE;
    use(numbers, 700);
    disk.syncFails = true;
    assertThrows(IOException.class, startAfterPowerCut()::number, "the disk promises nothing");
    disk.syncFails = false;
    use(startAfterPowerCut(), 700);
  }

  @Test
  void aLogInSurvivesAPowerCutAndItsOffsetToo() throws IOException {
    CoapStateFile numbers = start(disk);
    use(numbers, 3);
    numbers.keep(OWNER, SECOND);
    greatest = SECOND.offset();
    CoapStateFile after = startAfterPowerCut();
    assertEquals("second token", token(after));
    assertEquals(Optional.empty(), after.pass("0a1c", false));
    use(after, 1);
    assertEquals("second token", token(startAfterPowerCut()), "numbers leave it where it is");
  }

  @Test
  void aLogInThatADiskWasFullForIsToldOnceAndCostsNothingElse() throws IOException {
    start(disk).keep(OWNER, FIRST);
    greatest = FIRST.offset();
    CoapStateFile numbers = start(disk);
    use(numbers, 10);
    disk.space = 20;
    try (LoggedLines log = new LoggedLines()) {
      numbers.keep(OWNER, SECOND);
      assertEquals(
          1, log.with("The CoAP log-in cannot be stored; the next start logs in again").size());
      assertEquals(1, log.with("WARN").size());
    }
    disk.space = Long.MAX_VALUE;
    CoapStateFile after = startAfterPowerCut();
    assertEquals("first token", token(after), "what was there before");
    use(after, 10);
    greatest = SECOND.offset();
    use(numbers, 10);
    numbers.keep(OWNER, SECOND);
    assertEquals("second token", token(startAfterPowerCut()));
    use(startAfterPowerCut(), 10);
  }

  @Test
  void aTornFileIsToldOnceAndItsNumbersAreNotUsedAgain() throws IOException {
    CoapStateFile before = start(disk);
    before.keep(OWNER, FIRST);
    greatest = FIRST.offset();
    use(before, 1_200);
    byte[] whole = memory.read(FILE, 4_096).orElseThrow();
    long used = greatest;
    for (int length = 0; length < whole.length; length++) {
      new WholeFile(memory, FILE).write(Arrays.copyOf(whole, length));
      greatest = used;
      try (LoggedLines log = new LoggedLines()) {
        CoapStateFile after = start(disk);
        assertEquals("none", token(after), new String(whole, 0, length, StandardCharsets.UTF_8));
        use(after, 2);
        assertEquals(1, log.with("The stored CoAP log-in cannot be read").size());
      }
      CoapStateFile again = startAfterPowerCut();
      use(again, 2);
      again.keep(OWNER, FIRST);
      assertEquals("first token", token(startAfterPowerCut()));
    }
  }

  @Test
  void aFileThatCannotBeReadCostsALogInOnly() throws IOException {
    CoapStateFile before = start(disk);
    before.keep(OWNER, FIRST);
    greatest = FIRST.offset();
    use(before, 1_200);
    disk.readFails = true;
    CoapStateFile after = startAfterPowerCut();
    assertEquals("none", token(after));
    use(after, 2);
    disk.readFails = false;
    use(startAfterPowerCut(), 2);
  }
}
