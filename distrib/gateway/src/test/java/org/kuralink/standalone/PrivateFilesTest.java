/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateFilesTest {

  @TempDir private Path parent;

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aDirectoryThatIsMadeIsItsOwnersAlone() throws Exception {
    Path directory = parent.resolve("a/b");

    assertFalse(PrivateFiles.directory(directory));
    assertEquals("rwx------", permissions(directory));
  }

  @ParameterizedTest
  @CsvSource({
    "rwxr-xr-x, rwxr-x---, true",
    "rwx-----x, rwx------, true",
    "rwxrwx---, rwxrwx---, false",
    "rwxrwxrwx, rwxrwxrwx, false"
  })
  void oneThatExistsIsClosedToOthers(String before, String after, boolean changed)
      throws Exception {
    Path directory = Files.createDirectory(parent.resolve("data"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(before));

    assertEquals(changed, PrivateFiles.directory(directory));
    assertEquals(after, permissions(directory));
    assertEquals(after.charAt(6) == 'r', PrivateFiles.isOpenToOthers(directory));
    assertEquals(after.charAt(8) == 'x', PrivateFiles.isReachableByOthers(directory));
  }

  @Test
  void anImageTakesNothingAlongThatAGatewayKeeps() throws Exception {
    Path home = Path.of("target", "kuralink-gateway");
    List<String> copied =
        Files.readAllLines(home.resolve("Dockerfile")).stream()
            .filter(line -> line.startsWith("COPY "))
            .flatMap(line -> Stream.of(line.split(" ")).skip(1))
            .filter(word -> !word.startsWith("/"))
            .toList();

    assertEquals(
        Set.of("bin", "bundle", "lib", "README.md", "kuralink-gateway.cdx.json"),
        Set.copyOf(copied));
    for (String each : copied) {
      assertTrue(Files.exists(home.resolve(each)), each);
    }
  }
}
