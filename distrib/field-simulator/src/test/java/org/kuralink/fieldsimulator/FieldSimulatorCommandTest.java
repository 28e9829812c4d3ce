/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FieldSimulatorCommandTest {

  @Test
  void theVersionIsThatOfTheBuild() {
    StringWriter out = new StringWriter();
    CommandLine command = FieldSimulatorCommand.commandLine().setOut(new PrintWriter(out, true));

    assertEquals(0, command.execute("--version"));
    String said = out.toString().strip();
    assertTrue(said.matches("Kuralink field simulator [0-9]+[.][0-9]+[.][0-9].*"), said);
  }
}
