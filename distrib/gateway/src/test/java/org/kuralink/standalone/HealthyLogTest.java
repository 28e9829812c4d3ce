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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;

/** Tests the log of a gateway that starts, logs in and stops without a fault. */
class HealthyLogTest {

  @TempDir private Path directory;

  @Test
  void logsNoWarning() throws Exception {
    Path etc = Files.createDirectories(directory.resolve("etc"));
    Path data = directory.resolve("data");
    try (Simulator simulator = Simulator.start(SimulatorOptions.forTests())) {
      Path file = etc.resolve("gateway.json");
      Files.writeString(
          file,
          """
          {
            "org.kuralink.connection~main": {
              "product.key": "a1KuraDemo01",
              "device.name": "gateway-01",
              "device.secret": "kuraDemoGateway01SecretForLocal1",
              "transport": "tcp",
              "host": "127.0.0.1",
              "port:Integer": %d
            },
            "org.kuralink.thing~main": {"connection": "main", "model.source": "cloud"},
            "org.kuralink.shadow~main": {"connection": "main"}
          }
          """
              .formatted(simulator.ports().tcp()));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
        gateway.await("CONNECTING -> ONLINE");
        gateway.await("thing model of product");
        assertEquals(0, gateway.stop());
      }
    }
    List<String> lines = Files.readAllLines(data.resolve("log/gateway.log"));
    assertTrue(lines.stream().anyMatch(line -> line.contains("gateway stopped")));
    assertEquals(
        List.of(),
        lines.stream()
            .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
            .toList());
  }
}
