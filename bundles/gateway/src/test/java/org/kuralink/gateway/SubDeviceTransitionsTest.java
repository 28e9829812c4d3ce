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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.SubDeviceTransitions.Event;

/** The README and the code say the same of states and errors. */
class SubDeviceTransitionsTest {

  private static final Pattern ARROW = Pattern.compile("  (\\w+) --> (\\w+): (.*)");
  private static final Pattern EVENT = Pattern.compile("\\| `([A-Z_]+)` \\|.*");
  private static final Pattern CODE = Pattern.compile("\\| ([0-9]+) \\| `([A-Z_]+)` \\|.*");

  private static List<String> readme() throws IOException {
    return Files.readAllLines(Path.of("README.md"));
  }

  @Test
  void theDiagramIsTheTable() throws IOException {
    Set<String> drawn = new TreeSet<>();
    for (String line : readme()) {
      Matcher arrow = ARROW.matcher(line);
      if (arrow.matches()) {
        for (String event : arrow.group(3).split(", ")) {
          assertTrue(drawn.add(arrow.group(1) + " " + event + " " + arrow.group(2)), line);
        }
      }
    }
    Set<String> coded = new TreeSet<>();
    for (SubDeviceState state : SubDeviceState.values()) {
      for (Event event : Event.values()) {
        SubDeviceTransitions.next(state, event)
            .ifPresent(next -> coded.add(state + " " + event + " " + next));
      }
    }
    assertEquals(coded, drawn);
  }

  @Test
  void theReadmeSaysWhatEachEventIs() throws IOException {
    Set<String> told = new TreeSet<>();
    for (String line : readme()) {
      Matcher event = EVENT.matcher(line);
      if (event.matches()) {
        told.add(event.group(1));
      }
    }
    Set<String> all = new TreeSet<>();
    for (Event event : Event.values()) {
      all.add(event.name());
    }
    assertEquals(all, told);
  }

  @Test
  void theReadmeSaysWhatIsDoneAboutEachCode() throws IOException {
    Set<String> told = new TreeSet<>();
    for (String line : readme()) {
      Matcher code = CODE.matcher(line);
      if (code.matches()) {
        told.add(code.group(1) + " " + code.group(2));
      }
    }
    Set<String> all = new TreeSet<>();
    for (SubDeviceFault fault : SubDeviceFault.values()) {
      fault.code().ifPresent(code -> all.add(code + " " + fault));
    }
    assertEquals(all, told);
  }

  @Test
  void everyStateLeadsOnlineAgain() {
    for (SubDeviceState state : SubDeviceState.values()) {
      Set<SubDeviceState> seen = new TreeSet<>(Set.of(state));
      int before;
      do {
        before = seen.size();
        for (SubDeviceState from : List.copyOf(seen)) {
          for (Event event : Event.values()) {
            SubDeviceTransitions.next(from, event).ifPresent(seen::add);
          }
        }
      } while (seen.size() > before);
      assertTrue(seen.contains(SubDeviceState.ONLINE), state + " leads nowhere");
    }
  }
}
