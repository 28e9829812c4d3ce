/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the README of this folder names exist. */
class ReadmeTest {

  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`");

  private final Path root = Path.of(System.getProperty("kuralink.root"));

  @Test
  void eachTestThatIsNamedExists() throws IOException {
    Matcher named = NAMED.matcher(Files.readString(root.resolve("itests/kura/README.md")));
    List<String> missing = new ArrayList<>();
    int found = 0;
    while (named.find()) {
      found++;
      if (!source(named.group(1)).contains("void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 30, found + " tests");
  }

  private String source(String test) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String folder : List.of("itests/kura", "itests/wiring", "bundles/kura", "bundles/api")) {
      try (Stream<Path> files = Files.walk(root.resolve(folder).resolve("src/test"))) {
        for (Path file : files.filter(path -> path.endsWith(test + ".java")).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }
}
