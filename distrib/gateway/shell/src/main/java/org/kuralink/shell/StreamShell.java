/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;

/** Reads commands in UTF-8 from a file or a pipe; the end of the input stops the gateway. */
final class StreamShell implements PersonShell {

  private final CommandProcessor processor;
  private final InputStream in;
  private final PrintStream out;
  private volatile boolean closed;

  StreamShell(CommandProcessor processor, InputStream in, PrintStream out) {
    this.processor = processor;
    this.in = in;
    this.out = out;
  }

  /** Does nothing: a blocked read ends with the process. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public End run() {
    try (TypedCommands commands =
        new TypedCommands(processor, InputStream.nullInputStream(), out)) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (TypedCommands.isExit(line)) {
          return End.EXIT;
        }
        if (!line.isBlank()) {
          commands.run(line);
        }
      }
      return End.EXIT;
    } catch (IOException e) {
      return closed ? End.GONE : End.EXIT;
    }
  }
}
