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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/**
 * Tests that libs are embedded only: a lib is not a bundle, and its types do not appear in an API
 * of another bundle.
 */
class LibsTest {

  static Stream<String> libs() {
    return House.libs().stream();
  }

  /** Whether a package is one of a lib. */
  static boolean isOf(String lib, String name) {
    return (name + ".").startsWith("org.kuralink." + lib + ".");
  }

  @ParameterizedTest
  @MethodSource("libs")
  void aLibIsNoBundle(String lib) throws IOException {
    try (Stream<Path> entries = Files.list(House.root().resolve("libs").resolve(lib))) {
      Set<String> names =
          entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
      names.remove("target");
      assertEquals(Set.of("pom.xml", "README.md", "src"), names);
    }
    assertFalse(House.bundles().contains(lib), "bundles/" + lib + " has the same package");
    for (String feature : House.features()) {
      String pom = Files.readString(House.root().resolve("features/" + feature + "/pom.xml"));
      assertFalse(pom.contains("org.kuralink." + lib + "<"), feature + " installs it");
    }
  }

  @ParameterizedTest
  @MethodSource("libs")
  void aLibIsExportedAndImportedByNobody(String lib) {
    BuiltBundle.all()
        .forEach(
            bundle -> {
              for (String header : List.of("Export-Package", "Import-Package")) {
                assertTrue(
                    bundle.clauses(header).stream().noneMatch(clause -> isOf(lib, clause.name())),
                    bundle + " " + header);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("libs")
  void aLibIsEmbeddedByWhomeverNamesIt(String lib) {
    String root = "org/kuralink/" + lib + "/";
    BuiltBundle.all()
        .filter(bundle -> bundle.packages().stream().noneMatch(name -> isOf(lib, name)))
        .forEach(
            bundle ->
                assertEquals(
                    List.of(), naming(bundle, root), bundle + " names " + lib + " and has none"));
  }

  @ParameterizedTest
  @MethodSource("libs")
  void noTypeOfALibCrossesADoor(String lib) {
    BuiltBundle.all()
        .filter(bundle -> BuiltBundle.DOORS.contains(bundle.name()))
        .forEach(door -> assertEquals(List.of(), naming(door, "org/kuralink/" + lib + "/")));
  }

  private static List<String> naming(BuiltBundle bundle, String root) {
    return bundle.files().entrySet().stream()
        .filter(file -> file.getKey().endsWith(".class"))
        .filter(file -> new String(file.getValue(), StandardCharsets.ISO_8859_1).contains(root))
        .map(file -> file.getKey())
        .toList();
  }
}
