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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kuralink.api.ota.UpdateState;

/** The README and the code say the same of the states. */
class TransitionsTest {

  private static final Pattern ARROW = Pattern.compile("  (\\w+) --> (\\w+): (.*)");

  @Test
  void theDiagramIsTheTable() throws IOException {
    Set<String> drawn = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("README.md"))) {
      Matcher arrow = ARROW.matcher(line);
      if (arrow.matches()) {
        for (String event : arrow.group(3).split(", ")) {
          assertTrue(drawn.add(arrow.group(1) + " " + event + " " + arrow.group(2)), line);
        }
      }
    }
    Set<String> coded = new TreeSet<>();
    for (UpdateState state : UpdateState.values()) {
      assertEquals(Optional.of(state), Transitions.next(state, UpdateEvent.RESUMED));
      for (UpdateEvent event : UpdateEvent.values()) {
        Transitions.next(state, event)
            .filter(next -> event != UpdateEvent.RESUMED)
            .ifPresent(next -> coded.add(state + " " + event + " " + next));
      }
    }
    assertEquals(coded, drawn);
  }
}
