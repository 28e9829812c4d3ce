/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FormEditsTest {

  private static final String THING = "org.kuralink.thing";
  private static final String NEW = "__Temporary PID replaced by real PID upon save__";

  private final HeldConfigurations held = new HeldConfigurations();
  private final FormEdits edits = new FormEdits(held.admin());

  private Map<String, Object> saved(String factory, String pid, Map<String, Object> typed)
      throws IOException {
    Dictionary<String, Object> properties = new Hashtable<>(typed);
    edits.updateConfiguration(factory, pid, properties);
    return Collections.list(properties.keys()).stream()
        .collect(Collectors.toMap(key -> key, properties::get));
  }

  @Test
  void theFirstOfAKindIsCalledMain() throws IOException {
    assertEquals(Map.of("kura.service.pid", "main"), saved(THING, NEW, Map.of()));
  }

  @Test
  void theNextGetsTheNextNameThatIsFree() throws IOException {
    held.put(THING + "~main", THING, Map.of());
    held.put(THING + ".1f0-2", THING, Map.of("kura.service.pid", "main-2"));
    held.put("org.kuralink.ota~main-3", "org.kuralink.ota", Map.of());
    assertEquals(Map.of("kura.service.pid", "main-3"), saved(THING, NEW, Map.of()));
  }

  @Test
  void theNameThatAPersonGivesIsTaken() throws IOException {
    assertEquals(
        Map.of("kura.service.pid", "boiler"),
        saved(THING, NEW, Map.of("kura.service.pid", "boiler", "connection", "")));
  }

  @Test
  void aNameStaysWhenItsFieldIsEmptied() throws IOException {
    held.put(THING + ".1f0-2", THING, Map.of("kura.service.pid", "boiler"));
    held.put(THING + ".old", THING, Map.of());
    assertEquals(Map.of("kura.service.pid", "boiler"), saved(THING, THING + ".1f0-2", Map.of()));
    assertEquals(Map.of("kura.service.pid", "old"), saved(THING, THING + ".old", Map.of()));
  }

  @Test
  void whatAFileHasNamedNeedsNoOtherName() throws IOException {
    held.put(THING + "~main", THING, Map.of());
    assertEquals(
        Map.of("validation", "off"),
        saved(THING, THING + "~main", Map.of("validation", "off", "kura.service.pid", "")));
  }

  @Test
  void fieldsThatStayEmptyAreNotSet() throws IOException {
    assertEquals(
        Map.of("device.name", "a", "port", 0, "kura.service.pid", "main"),
        saved(
            "org.kuralink.connection",
            NEW,
            Map.of("device.name", "a", "device.secret", "", "host", " ", "port", 0)));
  }

  @Test
  void formsOfOthersAreLeftAlone() throws IOException {
    assertEquals(Map.of("a", ""), saved("com.example.pump", NEW, Map.of("a", "")));
    assertEquals(Map.of("a", ""), saved(null, "com.example.pump", Map.of("a", "")));
  }
}
