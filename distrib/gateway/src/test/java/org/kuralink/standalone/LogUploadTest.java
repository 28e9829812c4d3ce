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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.PlatformClient;

/** Tests the upload of the gateway's log to the platform. */
class LogUploadTest {

  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String DEVICE_NAME = "gateway-01";
  private static final String DEVICE_SECRET = "kuraDemoGateway01SecretForLocal1";
  private static final String UPLOAD =
      ", \"org.kuralink.log~main\": {\"connection\": \"main\", \"level\": \"info\"}";

  @TempDir private Path directory;

  private static String configuration(Simulator simulator, String more) {
    return ("{'org.kuralink.connection~main': {'product.key': '%s', 'device.name': '%s',"
                + " 'device.secret': '%s', 'transport': 'tcp', 'host': '127.0.0.1',"
                + " 'port:Integer': %d},"
                + " 'org.kuralink.thing~main': {'connection': 'main', 'log.upload': 'warn'}")
            .formatted(PRODUCT_KEY, DEVICE_NAME, DEVICE_SECRET, simulator.ports().tcp())
            .replace('\'', '"')
        + more
        + "}";
  }

  @Test
  void sendsTheLogWhileThePlatformAcceptsIt() throws Exception {
    Path etc = Files.createDirectories(directory.resolve("etc"));
    Path data = directory.resolve("data");
    Path file = etc.resolve("gateway.json");
    try (Simulator simulator = Simulator.start(SimulatorOptions.forTests())) {
      PlatformClient platform =
          new PlatformClient(simulator.ports().http(), PRODUCT_KEY, DEVICE_NAME);
      platform.change("PUT", "logs/mode", "{\"mode\":1}");
      Files.writeString(file, configuration(simulator, UPLOAD));
      try (GatewayProcess gateway = GatewayProcess.start(etc, data, "--stop-on-eof")) {
        gateway.await("log.upload is no property of a thing any more");
        gateway.await("gateway is up");
        String lines = awaitLines(platform);
        assertTrue(lines.contains("\"module\":\"connection\""), lines);
        assertFalse(lines.contains(DEVICE_SECRET), lines);

        platform.change("PUT", "logs/mode", "{\"mode\":0}");
        assertEquals(200, answer(platform, 1));

        Files.writeString(file, configuration(simulator, ""));
        gateway.await("org.kuralink.log~main is no longer in any file and was removed");
        platform.change("PUT", "logs/mode", "{\"mode\":1}");
        assertEquals(400, answer(platform, 2), "nobody here sends any log");
        assertEquals(0, gateway.stop());
      }
    }
  }

  private static String awaitLines(PlatformClient platform) {
    return Awaitility.await("log lines at the platform")
        .atMost(Duration.ofMinutes(1))
        .until(() -> platform.held("logs").get("items").toString(), lines -> lines.length() > 2);
  }

  private static int answer(PlatformClient platform, int count) throws IOException {
    return Awaitility.await("the answer to the switch")
        .atMost(Duration.ofSeconds(30))
        .until(() -> platform.sent("/thing/config/log/push_reply"), sent -> sent.size() == count)
        .get(count - 1)
        .get("code")
        .getAsInt();
  }
}
