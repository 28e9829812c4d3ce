/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the list of statements and the tests that prove them contain the same ids. */
class StatementsTest {

  @Test
  void every_statement_has_a_test_and_every_test_a_statement() throws Exception {
    Set<String> proved =
        tests().stream()
            .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Proves.class))
            .flatMap(StatementsTest::ids)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(Statements.all().keySet()), proved);
  }

  /** Whatever stands beside this class, so that no class can be forgotten. */
  private static List<Class<?>> tests() throws Exception {
    List<Class<?>> tests = new ArrayList<>();
    Path folder = Path.of(StatementsTest.class.getResource(".").toURI());
    try (DirectoryStream<Path> classes = Files.newDirectoryStream(folder, "*Test.class")) {
      for (Path file : classes) {
        String name = file.getFileName().toString().replace(".class", "");
        tests.add(Class.forName(StatementsTest.class.getPackageName() + "." + name));
      }
    }
    return tests;
  }

  private static Stream<String> ids(Method method) {
    return Arrays.stream(method.getAnnotation(Proves.class).value());
  }
}
