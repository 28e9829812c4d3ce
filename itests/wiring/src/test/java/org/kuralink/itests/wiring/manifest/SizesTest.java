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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.itests.wiring.House;

/** Tests that the README of each large bundle explains its size. */
class SizesTest {

  private static final int LARGE = 3000;

  /** Header, imports, comments and blank lines are no code. */
  private static final Predicate<String> NO_CODE =
      Pattern.compile("^\\s*($|//|\\*|/\\*|import |package )").asPredicate();

  static List<String> bundles() {
    return House.bundles();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void aLargeBundleSaysWhyItIsLarge(String bundle) throws IOException {
    long lines = 0;
    try (Stream<Path> files = Files.walk(House.folder(bundle).resolve("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        lines += Files.readAllLines(file).stream().filter(SizesTest::isCode).count();
      }
    }
    String readme = Files.readString(House.folder(bundle).resolve("README.md"));
    assertEquals(
        lines > LARGE,
        readme.contains("**Why it is larger than other bundles:**"),
        bundle + " has " + lines + " lines of code");
  }

  private static boolean isCode(String line) {
    return !NO_CODE.test(line);
  }
}
