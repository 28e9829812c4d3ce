/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceTurnsTest {

  private final DeviceTurns turns = new DeviceTurns(2);
  private final DeviceTurns.Turn first = turns.turn();
  private final DeviceTurns.Turn second = turns.turn();
  private final DeviceTurns.Turn third = turns.turn();
  private final DeviceTurns.Turn fourth = turns.turn();
  private final List<String> begun = new ArrayList<>();

  private boolean take(DeviceTurns.Turn turn, String name) {
    return turn.take(() -> begun.add(name));
  }

  @Test
  void soManyGoOnAtOnceAndTheOthersInTheirOrder() {
    assertTrue(take(first, "1"));
    assertTrue(take(second, "2"));
    assertFalse(third.isFree());
    assertFalse(take(third, "3"));
    assertFalse(take(fourth, "4"));
    assertTrue(take(first, "1 again"), "it is its turn still");
    assertFalse(take(third, "3 again"), "who waits keeps his place");
    second.giveBack();
    assertEquals(List.of("1", "2", "1 again", "3 again"), begun);
    first.giveBack();
    assertEquals("4", begun.get(4));
    assertFalse(second.isFree());
    third.giveBack();
    assertTrue(second.isFree());
  }

  @Test
  void aTurnThatIsNotWantedAnyMorePassesItsPlaceOn() {
    take(first, "1");
    take(second, "2");
    third.take(() -> false, () -> begun.add("3"));
    take(fourth, "4");
    first.giveBack();
    assertEquals(List.of("1", "2", "4"), begun);
    assertFalse(third.isFree());
  }

  @Test
  void aTurnThatIsGivenBackWhileWaitingIsSkipped() {
    take(first, "1");
    take(second, "2");
    take(third, "3");
    take(fourth, "4");
    third.giveBack();
    first.giveBack();
    assertEquals(List.of("1", "2", "4"), begun);
  }

  @Test
  void anAbandonedCallOccupiesAPlace() {
    first.hangs(1);
    assertTrue(take(first, "1"));
    assertFalse(take(second, "2"));
    first.hangs(-1);
    assertEquals(List.of("1", "2"), begun);
  }

  @Test
  void manyTasksMayFinishWithinTheirStart() {
    take(first, "1");
    take(second, "2");
    for (int i = 0; i < 20_000; i++) {
      DeviceTurns.Turn one = turns.turn();
      one.take(
          () -> {
            begun.add("");
            one.giveBack();
          });
    }
    first.giveBack();
    assertEquals(20_002, begun.size());
    assertTrue(third.isFree());
  }
}
