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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;

/** Tests that the curl examples in the documentation work in the given order. */
class CurlExamplesTest {

  private static final Path DOCS =
      Path.of(System.getProperty("kuralink.root", "../.."), "docs").normalize();

  @Test
  void everyExampleIsAnswered() throws Exception {
    List<String> examples = examples("simulator.md");
    assertTrue(examples.size() >= 10, examples::toString);
    try (Simulator simulator = Simulator.start(SimulatorOptions.forTests())) {
      for (String example : examples) {
        String line =
            example
                .replace("127.0.0.1:8080", "127.0.0.1:" + simulator.ports().http())
                .replaceFirst("^curl ", "curl --fail-with-body ");
        Process shell = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), () -> example + ": " + said);
        assertFalse(said.isBlank(), example);
      }
    }
  }

  @Test
  void bothLanguagesHaveTheSame() throws Exception {
    assertEquals(examples("simulator.md"), examples("zh-CN/simulator.md"));
  }

  private static List<String> examples(String page) throws IOException {
    return Files.readAllLines(DOCS.resolve(page)).stream()
        .filter(line -> line.startsWith("curl "))
        .toList();
  }
}
