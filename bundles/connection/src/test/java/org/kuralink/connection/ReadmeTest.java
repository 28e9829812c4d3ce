/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionState;

/** README, form and code are consistent. */
class ReadmeTest {

  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Za-z.]+)` \\| (?:`([^`]*)`)? ?\\|.*");
  private static final Pattern ARROW = Pattern.compile("  (\\w+) --> (\\w+): (\\w+)");

  private static List<String> readme() throws IOException {
    return Files.readAllLines(Path.of("README.md"));
  }

  @Test
  void theTableHasThePropertiesAndDefaultsOfTheForm() throws IOException {
    Map<String, String> table = new TreeMap<>();
    for (String line : readme()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        table.put(row.group(1), row.group(2) == null ? "" : row.group(2));
      }
    }
    Map<String, String> form = new TreeMap<>();
    for (Method property : ConnectionConfig.class.getDeclaredMethods()) {
      Object value = property.getDefaultValue();
      form.put(property.getName().replace('_', '.'), value == null ? "" : value.toString());
    }
    assertEquals(form, table);
  }

  @Test
  void theDefaultsOfTheFormAreThoseOfTheCode() throws InvalidConfigurationException {
    Map<String, Object> identity =
        Map.of("product.key", "pk", "device.name", "dn", "device.secret", "s");
    Map<String, Object> form = new TreeMap<>(identity);
    for (Method property : ConnectionConfig.class.getDeclaredMethods()) {
      Object value = property.getDefaultValue();
      if (value != null) {
        form.put(property.getName().replace('_', '.'), value);
      }
    }
    assertEquals(
        ConnectionSettings.read(identity, text -> text),
        ConnectionSettings.read(form, text -> text));
  }

  @Test
  void theDiagramIsTheTransitionTable() throws IOException {
    TreeSet<String> drawn = new TreeSet<>();
    for (String line : readme()) {
      Matcher arrow = ARROW.matcher(line);
      if (arrow.matches()) {
        drawn.add(arrow.group(1) + " " + arrow.group(3) + " " + arrow.group(2));
      }
    }
    TreeSet<String> table = new TreeSet<>();
    for (SessionState from : SessionState.values()) {
      for (SessionEvent event : SessionEvent.values()) {
        SessionState to = event.from(from);
        boolean again = event == SessionEvent.LINK_CHANGED && to == SessionState.AUTHENTICATING;
        if (to != from || again) {
          table.add(from + " " + event + " " + to);
        }
      }
    }
    assertEquals(lines(table), lines(drawn));
  }

  private static String lines(TreeSet<String> all) {
    return all.stream().collect(Collectors.joining("\n"));
  }
}
