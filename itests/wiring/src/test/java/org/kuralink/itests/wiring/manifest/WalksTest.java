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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kuralink.itests.wiring.House;

/** Tests that the files named in the message flow descriptions of the API README exist. */
class WalksTest {

  private static final Pattern TITLE = Pattern.compile("\\*\\*(.+)\\*\\* \\((\\d+) files\\)");
  private static final Pattern STEP = Pattern.compile("\\d+\\. `([a-z-]+)/(\\w+)`: .+");

  @Test
  void eachFileOfAWalkIsThereAndCounted() throws IOException {
    Map<String, Set<String>> walks = new LinkedHashMap<>();
    Map<String, Integer> counted = new LinkedHashMap<>();
    String walk = "";
    for (String line : readme()) {
      Matcher title = TITLE.matcher(line);
      Matcher step = STEP.matcher(line);
      if (title.matches()) {
        walk = title.group(1);
        counted.put(walk, Integer.valueOf(title.group(2)));
        walks.put(walk, new HashSet<>());
      } else if (step.matches()) {
        assertTrue(isThere(step.group(1), step.group(2)), walk + ": " + line);
        walks.get(walk).add(step.group(1) + "/" + step.group(2));
      }
    }
    assertEquals(4, walks.size(), walks::toString);
    walks.forEach((name, files) -> assertEquals(counted.get(name), files.size(), name));
  }

  private static List<String> readme() throws IOException {
    return Files.readAllLines(House.folder("api").resolve("README.md"));
  }

  private static boolean isThere(String folder, String name) throws IOException {
    for (String parent : List.of("bundles", "libs")) {
      Path sources = House.root().resolve(parent).resolve(folder).resolve("src/main/java");
      if (Files.exists(sources)) {
        try (Stream<Path> files = Files.walk(sources)) {
          if (files.anyMatch(file -> file.endsWith(name + ".java"))) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
