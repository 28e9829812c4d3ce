/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.api.readme.StateDiagram;

/** Compares the state diagram of the README with the code. */
class CotaStateMachineTest {

  private static final RemoteConfigurationState[] STATES = RemoteConfigurationState.values();
  private static final CotaStateMachine.Event[] EVENTS = CotaStateMachine.Event.values();

  @Test
  void theDiagramIsTheTable() throws IOException {
    assertEquals(StateDiagram.coded(STATES, EVENTS, CotaStateMachine::next), StateDiagram.drawn());
  }

  @Test
  void theReadmeExplainsEachEvent() throws IOException {
    Set<String> told = StateDiagram.told();
    // The table of the journal's phases has the same form.
    told.removeAll(Set.of("APPLYING", "CONFIRMING", "COMMITTING", "RESTORING"));
    assertEquals(StateDiagram.names(EVENTS), told);
  }

  @Test
  void everyStateLeadsToAnEnd() {
    for (RemoteConfigurationState state : STATES) {
      assertTrue(
          StateDiagram.reached(state, EVENTS, CotaStateMachine::next)
              .contains(RemoteConfigurationState.IDLE),
          state + " leads nowhere");
    }
  }
}
