/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.readme.StateDiagram;
import org.kuralink.gateway.SubDeviceTransitions.Event;

/** The README and the code have the same states, events and errors. */
class SubDeviceTransitionsTest {

  private static final Pattern CODE = Pattern.compile("\\| ([0-9]+) \\| `([A-Z_]+)` \\|.*");

  @Test
  void theDiagramIsTheTable() throws IOException {
    assertEquals(
        StateDiagram.coded(SubDeviceState.values(), Event.values(), SubDeviceTransitions::next),
        StateDiagram.drawn());
  }

  @Test
  void theReadmeSaysWhatEachEventIs() throws IOException {
    assertEquals(StateDiagram.names(Event.values()), StateDiagram.told());
  }

  @Test
  void theReadmeSaysWhatIsDoneAboutEachCode() throws IOException {
    Set<String> told = new TreeSet<>();
    StateDiagram.lines(CODE).forEach(code -> told.add(code.group(1) + " " + code.group(2)));
    Set<String> all = new TreeSet<>();
    for (SubDeviceFault fault : SubDeviceFault.values()) {
      fault.code().ifPresent(code -> all.add(code + " " + fault));
    }
    assertEquals(all, told);
  }

  @Test
  void everyStateLeadsOnlineAgain() {
    for (SubDeviceState state : SubDeviceState.values()) {
      assertTrue(
          StateDiagram.reached(state, Event.values(), SubDeviceTransitions::next)
              .contains(SubDeviceState.ONLINE),
          state + " leads nowhere");
    }
  }
}
