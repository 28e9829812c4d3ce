/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromiumTest {

  @TempDir private Path directory;

  @Test
  void theProgramIsTheOneThatIsNamedElseThatOfThePath() throws Exception {
    Path program = Files.createFile(directory.resolve("chromium-browser"));
    Files.createFile(directory.resolve("chromium"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    String path = "/nowhere:" + directory;

    assertEquals(Optional.of(program), Chromium.programs("", path, "chromium", "chromium-browser"));
    assertEquals(
        Optional.of(program), Chromium.programs(program.toString(), "/nowhere", "chromium"));
    assertEquals(Optional.empty(), Chromium.programs("", "/nowhere", "chromium"));
    assertEquals(
        Optional.empty(), Chromium.programs("/nowhere/chromium", path, "chromium-browser"));
  }
}
