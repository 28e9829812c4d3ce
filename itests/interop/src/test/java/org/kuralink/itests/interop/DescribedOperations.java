/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.kuralink.simulator.Simulator;

/** The operations in the simulator's openapi.yaml. */
final class DescribedOperations {
  private DescribedOperations() {}

  /** Those among all that none of the calls was for; a call is a method and a path. */
  static Set<String> without(Collection<String> calls) throws IOException {
    Set<String> operations = all();
    operations.removeIf(
        operation -> {
          String pattern = operation.replaceAll("\\{[A-Za-z]+}", "[^/]+");
          return calls.stream().anyMatch(call -> call.matches(pattern));
        });
    return operations;
  }

  private static Set<String> all() throws IOException {
    Set<String> operations = new TreeSet<>();
    String path = "";
    try (InputStream in = Simulator.class.getResourceAsStream("/openapi.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.substring(0, text.indexOf("\ncomponents:")).lines().toList()) {
        String word = line.strip().replaceFirst(":$", "");
        if (line.startsWith("  /")) {
          path = word;
        } else if (line.matches(" {4}(get|post|put|patch|delete):")) {
          operations.add(word.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
    }
    assertTrue(operations.size() >= 89, operations.toString());
    return operations;
  }
}
