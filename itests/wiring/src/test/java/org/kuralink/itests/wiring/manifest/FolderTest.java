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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/** Tests that all bundle folders have the same structure. */
class FolderTest {

  private static final Pattern ROW = Pattern.compile("^\\| *`([^`]+)` *\\|");

  static Stream<BuiltBundle> all() {
    return BuiltBundle.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void folderHasTheSameFourEntries(BuiltBundle bundle) throws IOException {
    try (Stream<Path> entries = Files.list(House.folder(bundle.name()))) {
      Set<String> names =
          entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
      names.remove("target");
      assertEquals(Set.of("pom.xml", "bnd.bnd", "README.md", "src"), names, bundle.name());
    }
  }

  /** Not the release's version: an upgrade would replace what has not changed. */
  @ParameterizedTest
  @MethodSource("all")
  void bundleHasAVersionOfItsOwn(BuiltBundle bundle) throws IOException {
    List<String> versions =
        Files.readAllLines(House.folder(bundle.name()).resolve("bnd.bnd")).stream()
            .filter(line -> line.matches("Bundle-Version: \\d+\\.\\d+\\.\\d+"))
            .toList();
    assertEquals(
        List.of("Bundle-Version: " + bundle.header("Bundle-Version").orElseThrow()),
        versions,
        bundle.name());
  }

  @ParameterizedTest
  @MethodSource("all")
  void readmeHasTheSameFourHeadings(BuiltBundle bundle) throws IOException {
    List<String> headings = readme(bundle).stream().filter(line -> line.startsWith("## ")).toList();
    assertEquals(
        List.of("## Purpose", "## States", "## Configuration", "## Threads"),
        headings,
        bundle.name());
  }

  @ParameterizedTest
  @MethodSource("all")
  void readmeExplainsExactlyThePropertiesOfTheForm(BuiltBundle bundle) throws IOException {
    Set<String> explained =
        readme(bundle).stream()
            .dropWhile(line -> !line.equals("## Configuration"))
            .takeWhile(line -> !line.equals("## Threads"))
            .flatMap(line -> ROW.matcher(line).results())
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> offered =
        Form.of(bundle)
            .flatMap(form -> form.attributes().stream())
            .map(attribute -> attribute.getAttribute("id"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(offered, explained, bundle.name());
  }

  private static List<String> readme(BuiltBundle bundle) throws IOException {
    return Files.readAllLines(House.folder(bundle.name()).resolve("README.md"));
  }
}
