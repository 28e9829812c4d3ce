/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of this process. While the shell edits a line, each output line goes to the
 * shell, which prints it above the edited line; otherwise it goes straight to the terminal. The
 * consumer of the lines must not block, because writers hold their own locks. Thread-safe.
 */
final class ConsoleLines extends OutputStream implements Function<Consumer<String>, Runnable> {

  /** The length at which a longer line is split. */
  private static final int MAX_LINE = 16 * 1024;

  private final PrintStream out;
  private final Charset charset;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable Consumer<String> taker;

  ConsoleLines(PrintStream out, Charset charset) {
    this.out = out;
    this.charset = charset;
  }

  /** Installs an instance as System.out. */
  static ConsoleLines install() {
    Charset charset =
        Charset.forName(
            System.getProperty(
                "stdout.encoding",
                System.getProperty("sun.stdout.encoding", Charset.defaultCharset().name())));
    ConsoleLines lines = new ConsoleLines(System.out, charset);
    System.setOut(new PrintStream(lines, true, charset));
    return lines;
  }

  /** Passes the lines to the consumer until the returned action is run. */
  @Override
  public synchronized Runnable apply(Consumer<String> fresh) {
    taker = fresh;
    return () -> end(fresh);
  }

  private synchronized void end(Consumer<String> former) {
    if (taker == former) {
      taker = null;
      out.write(line.toByteArray(), 0, line.size());
      out.flush();
      line.reset();
    }
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    Consumer<String> present = taker;
    if (present == null) {
      out.write(bytes, from, length);
      return;
    }
    for (int i = from; i < from + length; i++) {
      if (bytes[i] != '\n') {
        line.write(bytes[i]);
      }
      if (bytes[i] == '\n' || line.size() >= MAX_LINE) {
        String text = line.toString(charset);
        line.reset();
        present.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
