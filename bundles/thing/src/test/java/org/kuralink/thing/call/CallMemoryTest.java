/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Reply;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.MemoryMedium;

/** The memory of carried-out requests on full disks and after power cuts and restarts. */
class CallMemoryTest {

  private static final Reply DONE = Reply.success(JsonText.of("{}"));

  private final MemoryMedium memory = new MemoryMedium();
  private final FailingMedium medium = new FailingMedium(memory);
  private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private CallMemory started() {
    CallMemory calls = new CallMemory(medium, Optional.of(Path.of("data")), clock, () -> 0);
    calls.load();
    return calls;
  }

  private static void carryOut(CallMemory calls, String key) {
    CallMemory.Known known = calls.open(key);
    assertTrue(known.fresh(), key);
    calls.begin(known.entry());
    calls.answered(known.entry(), DONE);
  }

  /**
   * However much of a line fitted, what comes behind it is remembered, and so is what found none.
   */
  @Test
  void aLineThatAFullDiskToreDoublesNoCommand() {
    for (int room = 0; room < 120; room++) {
      Path file = Path.of("data", "calls.log");
      memory.delete(file);
      CallMemory calls = started();
      carryOut(calls, "first");
      medium.space = room;
      carryOut(calls, "torn");
      medium.space = Long.MAX_VALUE;
      carryOut(calls, "next");

      CallMemory restarted = started();
      for (String key : new String[] {"first", "torn", "next"}) {
        CallMemory.Known known = restarted.open(key);
        assertFalse(known.fresh(), key + " would be carried out twice, room " + room);
        assertEquals(DONE, known.entry().reply.join(), key);
      }
    }
  }

  @Test
  void aLineThatAFullDiskToreBeforeTheEndOfTheProcessDoublesNoLaterCommand() {
    CallMemory calls = started();
    carryOut(calls, "first");
    medium.space = 10;
    medium.truncateFails = true;
    carryOut(calls, "torn");
    calls.close();
    medium.truncateFails = false;
    CallMemory stillFull = started();
    assertFalse(stillFull.open("first").fresh());
    medium.space = Long.MAX_VALUE;
    carryOut(stillFull, "next");

    CallMemory restarted = started();
    assertFalse(restarted.open("first").fresh());
    assertFalse(restarted.open("next").fresh());
  }

  @Test
  void whatWasBegunSurvivesAPowerCutAndIsNotCarriedOutAgain() {
    CallMemory calls = started();
    CallMemory.Known known = calls.open("first");
    calls.begin(known.entry());
    memory.powerCut();

    CallMemory restarted = started();
    assertFalse(restarted.open("first").fresh());
    assertEquals(CallMemory.Remembered.INTERRUPTED, restarted.open("first").entry().reply.join());
    memory.powerCut();
    assertFalse(started().open("first").fresh());
  }
}
