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

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
  void createsAPrivateDirectory() throws Exception {
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
  void removesTheAccessOfOthers(String before, String after, boolean changed) throws Exception {
    Path directory = Files.createDirectory(parent.resolve("data"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(before));

    assertEquals(changed, PrivateFiles.directory(directory));
    assertEquals(after, permissions(directory));
    assertEquals(after.charAt(6) == 'r', PrivateFiles.isOpenToOthers(directory));
    assertEquals(after.charAt(8) == 'x', PrivateFiles.isReachableByOthers(directory));
  }
}
