/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kuralink.itests.wiring.House;

/** A simple name means one thing in all bundles and libs: who reads it knows which. */
class NamesTest {

  /** Its names are Kura's, and not ours to choose. */
  private static final String KURAS = "kura-api";

  @Test
  void eachNameOfAClassIsGivenOnce() throws IOException {
    Map<String, List<String>> places = new TreeMap<>();
    for (String parent : List.of("bundles", "libs")) {
      try (Stream<Path> files = Files.walk(House.root().resolve(parent))) {
        files.filter(NamesTest::isOurs).forEach(file -> add(places, file));
      }
    }
    assertTrue(places.size() > 500, "only " + places.size() + " classes were found");
    places.values().removeIf(files -> files.size() == 1);
    assertEquals(Map.of(), places);
  }

  private static boolean isOurs(Path file) {
    String name = House.root().relativize(file).toString().replace('\\', '/');
    return name.contains("/src/main/java/")
        && name.endsWith(".java")
        && !name.endsWith("-info.java")
        && !name.startsWith("bundles/" + KURAS + "/");
  }

  private static void add(Map<String, List<String>> places, Path file) {
    places
        .computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
        .add(House.root().relativize(file).toString());
  }
}
