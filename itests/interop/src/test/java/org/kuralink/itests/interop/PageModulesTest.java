/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.Simulator;

/** Tests the logic modules of the simulator's page in Node.js without a browser. */
class PageModulesTest {

  private static final Path CHECKS =
      Path.of(System.getProperty("kuralink.interop", "."), "src/test/javascript/page.mjs");

  @TempDir private Path directory;

  @Test
  void thePageReadsThingModelsAndJsonRight() throws Exception {
    for (String module :
        List.of(
            "dom.js",
            "format.js",
            "tsl.js",
            "lang.js",
            "refusals.js",
            "reasons.js",
            "chinese-a-n.js",
            "chinese-o-z.js")) {
      try (InputStream in = Simulator.class.getResourceAsStream("/web/js/" + module)) {
        assertNotNull(in, module);
        Files.copy(in, directory.resolve(module));
      }
    }
    Files.writeString(directory.resolve("package.json"), "{\"type\": \"module\"}");

    Process node =
        new ProcessBuilder("node", CHECKS.toString(), directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(node.waitFor(30, TimeUnit.SECONDS), said);
    assertEquals(0, node.exitValue(), said);
  }
}
