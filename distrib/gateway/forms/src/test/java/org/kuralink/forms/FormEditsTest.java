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
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.webconsole.spi.ValidationException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.log.LoggedLines;

class FormEditsTest {

  private static final String THING = "org.kuralink.thing";
  private static final String NEW = "__Temporary PID replaced by real PID upon save__";

  private final HeldConfigurations held = new HeldConfigurations();
  private final FormEdits edits = new FormEdits(held.admin(), () -> Set.of(THING));

  private Map<String, Object> saved(String factory, String pid, Map<String, Object> typed)
      throws IOException, ValidationException {
    Dictionary<String, Object> properties = new Hashtable<>(typed);
    edits.updateConfiguration(factory, pid, properties);
    return Collections.list(properties.keys()).stream()
        .collect(Collectors.toMap(key -> key, properties::get));
  }

  @Test
  void theFirstOfAKindIsCalledMain() throws Exception {
    assertEquals(Map.of("kura.service.pid", "main"), saved(THING, NEW, Map.of()));
  }

  @Test
  void theNextGetsTheNextNameThatIsFree() throws Exception {
    held.put(THING + "~main", THING, Map.of());
    held.put(THING + ".1f0-2", THING, Map.of("kura.service.pid", "main-2"));
    held.put("org.kuralink.ota~main-3", "org.kuralink.ota", Map.of());
    assertEquals(Map.of("kura.service.pid", "main-3"), saved(THING, NEW, Map.of()));
  }

  @Test
  void theNameThatAPersonGivesIsTaken() throws Exception {
    assertEquals(
        Map.of("kura.service.pid", "boiler"),
        saved(THING, NEW, Map.of("kura.service.pid", "boiler", "connection", "")));
  }

  @Test
  void aNameStaysWhenItsFieldIsEmptied() throws Exception {
    held.put(THING + ".1f0-2", THING, Map.of("kura.service.pid", "boiler"));
    held.put(THING + ".old", THING, Map.of());
    assertEquals(Map.of("kura.service.pid", "boiler"), saved(THING, THING + ".1f0-2", Map.of()));
    assertEquals(Map.of("kura.service.pid", "old"), saved(THING, THING + ".old", Map.of()));
  }

  /** Declarative Services would tell it with a stack trace beside one that has a name. */
  @Test
  void aFactoryItselfIsNotConfigured() throws Exception {
    String words =
        THING
            + ": the name of the instance is missing; write for example org.kuralink.thing~main; not applied";
    try (LoggedLines log = new LoggedLines()) {
      ValidationException refused =
          assertThrows(ValidationException.class, () -> saved(null, THING, Map.of()));
      assertEquals(words, refused.getMessage());
      assertEquals(1, log.with(words).size());
    }
    assertThrows(ValidationException.class, () -> edits.createConfiguration(THING));
    edits.createConfiguration("org.kuralink.single");
    assertEquals(Map.of("a", 1), saved(null, "org.kuralink.single", Map.of("a", 1)));
    held.put(THING, "", Map.of());
    assertEquals(Map.of("a", 1), saved(null, THING, Map.of("a", 1)), "one that a file has made");
  }

  /** The same the other way round. */
  @Test
  void besideAFactoryThatIsConfiguredNothingIsMade() throws Exception {
    held.put(THING + ".old", THING, Map.of());
    held.put(THING, "", Map.of());
    ValidationException refused =
        assertThrows(ValidationException.class, () -> saved(THING, NEW, Map.of()));
    assertEquals(
        THING
            + ": the name of the instance is missing; write for example org.kuralink.thing~main"
            + ", or delete the configuration; not applied",
        refused.getMessage());
    assertThrows(
        ValidationException.class, () -> edits.createFactoryConfiguration(THING, "boiler"));
    assertEquals(Map.of("kura.service.pid", "old"), saved(THING, THING + ".old", Map.of()));
  }

  @Test
  void whatAFileHasNamedNeedsNoOtherName() throws Exception {
    held.put(THING + "~main", THING, Map.of());
    assertEquals(
        Map.of("validation", "off"),
        saved(THING, THING + "~main", Map.of("validation", "off", "kura.service.pid", "")));
  }

  @Test
  void fieldsThatStayEmptyAreNotSet() throws Exception {
    assertEquals(
        Map.of("device.name", "a", "port", 0, "kura.service.pid", "main"),
        saved(
            "org.kuralink.connection",
            NEW,
            Map.of("device.name", "a", "device.secret", "", "host", " ", "port", 0)));
  }

  @Test
  void formsOfOthersAreLeftAlone() throws Exception {
    assertEquals(Map.of("a", ""), saved("com.example.pump", NEW, Map.of("a", "")));
    assertEquals(Map.of("a", ""), saved(null, "com.example.pump", Map.of("a", "")));
  }
}
