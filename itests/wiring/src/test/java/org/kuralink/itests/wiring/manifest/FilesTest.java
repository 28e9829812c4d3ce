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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kuralink.itests.wiring.House;

/** Tests that only libs/store contains the code that writes files safely against power cuts. */
class FilesTest {

  /** What only somebody says who writes, moves or syncs files, or closes them to others. */
  private static final Pattern WRITING =
      Pattern.compile(
          "\\b(FileChannel|RandomAccessFile|FileOutputStream|FileWriter|ATOMIC_MOVE|getFD"
              + "|[sg]etPosixFilePermissions|PosixFilePermissions?"
              + "|Files\\.(write|writeString|move|copy|createFile|createTempFile|newOutputStream"
              + "|newBufferedWriter|newByteChannel))\\b");

  /** By file, why it may all the same. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "bundles/api/src/main/java/org/kuralink/api/configuration/DataDirectory.java",
          "a door that makes the directories, and that store itself uses",
          "distrib/gateway/src/main/java/org/kuralink/standalone/PrivateFiles.java",
          "closes what a person has made, and no more of it than others need not have",
          "distrib/gateway/src/main/java/org/kuralink/standalone/GatewayFramework.java",
          "tries whether there is room, and keeps nothing");

  @Test
  void onlyTheLibForFilesWritesFiles() throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String root : List.of("bundles", "libs", "distrib/gateway")) {
      try (Stream<Path> files = Files.walk(House.root().resolve(root))) {
        for (Path file : files.filter(FilesTest::isOurCode).toList()) {
          Set<String> words = words(Files.readString(file));
          if (!words.isEmpty()) {
            found.put(House.root().relativize(file).toString().replace('\\', '/'), words);
          }
        }
      }
    }
    assertTrue(
        found.keySet().stream().anyMatch(FilesTest::isOfTheLib), "the pattern finds nothing");
    found.keySet().removeIf(FilesTest::isOfTheLib);
    assertEquals(new TreeSet<>(EXCEPTIONS.keySet()), found.keySet(), found::toString);
  }

  private static boolean isOfTheLib(String file) {
    return file.startsWith("libs/store/");
  }

  private static boolean isOurCode(Path file) {
    String name = file.toString().replace('\\', '/');
    return name.endsWith(".java") && name.contains("/src/main/java/");
  }

  private static Set<String> words(String code) {
    return WRITING
        .matcher(code)
        .results()
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
