/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.log;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records the log lines written while this object is open; tests log to the error stream. */
public final class LoggedLines implements AutoCloseable {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  /** Starts to record. */
  public LoggedLines() {
    System.setErr(new PrintStream(lines, true, StandardCharsets.UTF_8));
  }

  /** Returns the recorded lines that contain a text. */
  public List<String> with(String words) {
    return lines.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains(words)).toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
