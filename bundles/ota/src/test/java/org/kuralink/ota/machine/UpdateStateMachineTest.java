/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.readme.StateDiagram;
import org.kuralink.ota.machine.UpdateStateMachine.UpdateEvent;

/** Compares the state diagram of the README with the code. */
class UpdateStateMachineTest {

  @Test
  void theDiagramIsTheTable() throws IOException {
    for (UpdateState state : UpdateState.values()) {
      assertEquals(Optional.of(state), UpdateStateMachine.next(state, UpdateEvent.RESUMED));
    }
    assertEquals(
        StateDiagram.coded(
            UpdateState.values(),
            UpdateEvent.values(),
            (state, event) ->
                UpdateStateMachine.next(state, event).filter(next -> event != UpdateEvent.RESUMED)),
        StateDiagram.drawn());
  }
}
