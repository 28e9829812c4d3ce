/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir Path directory;

  @Test
  void aComponentIsNamedByWhatStaysTheSame() {
    Map<String, Object> both = Map.of("kura.service.pid", "gw", "service.pid", "x-1-2");
    assertEquals("gw", DataDirectory.nameOf(both, "factory"));
    assertEquals("main", DataDirectory.nameOf(Map.of("service.pid", "org.kuralink~main"), "f"));
    assertEquals("factory", DataDirectory.nameOf(Map.of("kura.service.pid", " "), "factory"));
  }

  @Test
  void theDirectoryIsBelowThatOfKuraOrOfTheFramework() {
    Optional<String> framework = Optional.of("/other");
    assertEquals(
        Optional.of(Path.of("/data/kuralink/gw")),
        DataDirectory.of(Optional.of("/data"), framework, "gw"));
    assertEquals(
        Optional.of(Path.of("/other/%2e%2e%2fgw")),
        DataDirectory.of(Optional.empty(), framework, "../gw"));
    assertEquals(Optional.empty(), DataDirectory.of(Optional.of(""), Optional.of(" "), "gw"));
  }

  @Test
  void aNewDirectoryIsPrivateAndExistingParentsAreUnchanged() throws IOException {
    Path kura = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(kura, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path own = kura.resolve("kuralink").resolve("gw");
    DataDirectory.make(own);
    assertEquals("rwx------", permissions(own));
    assertEquals("rwx------", permissions(own.getParent()));
    assertEquals("rwxr-xr-x", permissions(kura));
  }

  @Test
  void restrictsThePermissionsOfAnExistingDirectory() throws IOException {
    Path own = Files.createDirectory(directory.resolve("gw"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataDirectory.make(own);
    assertEquals("rwx------", permissions(own));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
