/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulatorCommandTest {
  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({
    "--tcp-port, 99999, a port is 0 to 65535",
    "--http-port, -1, a port is 0 to 65535",
    "--token-lifetime, 0, --token-lifetime",
    "--limits, some, '--limits: platform, free or none, not some'",
    "--instance-id, a/b, '--instance-id: letters, digits'",
    "--instance-id, '', '--instance-id: letters, digits'",
    "--max-payload, -1, --max-payload",
    "--max-payload, 2147483647, --max-payload"
  })
  void saysWhatANumberOutOfRangeMayBe(String option, String value, String words) {
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new SimulatorCommand())
            .setErr(new PrintWriter(said))
            .execute("--data", data.toString(), option, value);
    assertEquals(CommandLine.ExitCode.USAGE, code);
    assertTrue(said.toString().startsWith(words), said.toString());
  }
}
