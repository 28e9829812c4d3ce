/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

/** What is said again, and what counts as another configuration. */
class ComplaintsTest {

  @Test
  void aMatterIsSaidOnceAnHourAndCountedBetween() {
    VirtualTime time = new VirtualTime();
    List<String> log = new ArrayList<>();
    Complaints complaints = new Complaints(log::add, time.clock());
    for (int i = 0; i < 9_000; i++) {
      complaints.make("dropped", "message " + i + " was dropped");
    }
    complaints.make("level", "channel level is left out");
    assertEquals(List.of("message 0 was dropped", "channel level is left out"), log);
    time.leap(Complaints.PAUSE.plus(Duration.ofSeconds(1)));
    complaints.make("dropped", "message 9000 was dropped");
    assertEquals("message 9000 was dropped (8999 more since it was said last)", log.get(2));
    complaints.clear();
    complaints.make("dropped", "message 9001 was dropped");
    assertEquals("message 9001 was dropped", log.get(3));
  }

  @Test
  void mattersAreBounded() {
    List<String> log = new ArrayList<>();
    Complaints complaints = new Complaints(log::add, new VirtualTime().clock());
    for (int i = 0; i < 5_000; i++) {
      complaints.make("channel-" + i, "left out");
    }
    assertEquals(1000, log.size());
  }

  @Test
  void aConfigurationIsAnotherWhenAPersonHasChangedIt() {
    LastConfiguration last = new LastConfiguration();
    assertTrue(last.isAnother(Map.of("a", "b", "n", 1, "l", new String[] {"x", "y"})));
    assertFalse(
        last.isAnother(
            Map.of("a", "b", "n", "1", "l", new String[] {"x", "y"}, "service.pid", "z")));
    assertTrue(last.isAnother(Map.of("a", "b", "n", 1)));
    assertTrue(last.isAnother(Map.of("a", "c", "n", 1)));
  }
}
