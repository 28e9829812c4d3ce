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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the messages at the first start and for wrong directories. */
class FirstStartTest {

  @TempDir private Path directory;
  private Path etc;
  private Path data;

  @BeforeEach
  void directories() throws IOException {
    etc = Files.createDirectories(directory.resolve("my etc"));
    data = directory.resolve("my data");
  }

  @Test
  void pointsToTheExampleIfNothingIsConfigured() throws Exception {
    Path example = Files.writeString(etc.resolve("gateway.json.example"), "{}");
    try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
      gateway.await(
          "nothing is configured: create a file such as "
              + etc.resolve("gateway.json")
              + "; "
              + example
              + " is an example");
      gateway.await("gateway is up");
      assertEquals(0, gateway.stop());
    }
  }

  @Test
  void namesAMissingDirectory() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(etc.resolve("none"), data)) {
      gateway.await("no such directory: " + etc.resolve("none"));
      assertEquals(1, gateway.exitCode());
    }
  }

  @Test
  void explainsWhyTheDataDirectoryCannotBeCreated() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (GatewayProcess gateway = GatewayProcess.start(etc, file)) {
      gateway.await(
          "the gateway cannot start: cannot write to the data directory "
              + file
              + ": a file with this name exists; name another directory with --data DIR");
      assertEquals(1, gateway.exitCode());
    }
    try (GatewayProcess gateway = GatewayProcess.start(etc, Path.of("/proc/kuralink"))) {
      gateway.await("cannot write to the data directory /proc/kuralink: ");
      assertEquals(1, gateway.exitCode());
    }
  }
}
