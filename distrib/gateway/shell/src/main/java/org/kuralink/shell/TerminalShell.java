/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.felix.service.command.CommandProcessor;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * A shell on a terminal with line editing, completion and history. Lines of other threads are
 * printed above the edited line. Ctrl-C interrupts only the running command; Ctrl-D has no effect;
 * {@code exit} stops the gateway.
 */
final class TerminalShell implements PersonShell {

  private static final String PROMPT = "alink> ";
  private static final String HINT = "exit stops the gateway; help lists the commands";
  private static final int HISTORY = 500;

  /** The size of a terminal that does not report one, as in some containers. */
  private static final Size UNKNOWN = new Size(80, 24);

  /** The time to wait for further input before the terminal counts as open. */
  private static final long PEEK_MILLIS = 50;

  private final CommandProcessor processor;
  private final Terminal terminal;
  private final Path history;
  private final Function<Consumer<String>, Runnable> lines;
  private volatile boolean closed;

  /**
   * Creates a shell that is not started yet.
   *
   * @param lines gets the consumer of the lines that other threads write to standard output, and
   *     returns an action that removes it
   */
  TerminalShell(
      CommandProcessor processor,
      Terminal terminal,
      Path history,
      Function<Consumer<String>, Runnable> lines) {
    this.processor = processor;
    this.terminal = terminal;
    this.history = history;
    this.lines = lines;
  }

  /**
   * Opens the terminal of this process.
   *
   * @throws IOException if the process has no terminal
   */
  static Terminal terminal(Charset charset) throws IOException {
    TerminalBuilder builder = TerminalBuilder.builder().system(true).dumb(false).encoding(charset);
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      // No native code: it would have to be unpacked into a directory that allows execution.
      builder.provider(TerminalBuilder.PROP_PROVIDER_EXEC);
    }
    // A blocking read detects a closed terminal; polling does not.
    System.setProperty(TerminalBuilder.PROP_NON_BLOCKING_READS, "false");
    // On a closed terminal the reader gets an exception; JLine must not log a stack trace.
    System.setProperty(TerminalBuilder.PROP_CLOSE_MODE, "strict");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // JLine finds its parts through the context class loader.
    thread.setContextClassLoader(Terminal.class.getClassLoader());
    try {
      return builder.build();
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public End run() {
    if (terminal.getWidth() <= 0) {
      terminal.setSize(UNKNOWN);
    }
    PrintStream out = new PrintStream(terminal.output(), true, terminal.encoding());
    try (TypedCommands commands = new TypedCommands(processor, terminal.input(), out)) {
      terminal.handle(Terminal.Signal.INT, signal -> commands.interrupt());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("kuralink")
              .completer((r, line, candidates) -> complete(commands, line, candidates))
              .variable(LineReader.HISTORY_FILE, history)
              .variable(LineReader.HISTORY_SIZE, HISTORY)
              .variable(LineReader.HISTORY_FILE_SIZE, HISTORY)
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      reader.getWidgets().put(LineReader.CALLBACK_INIT, this::waitForKeys);
      out.println(HINT);
      try (LinesAbove above = LinesAbove.take(reader::printAbove, lines)) {
        return read(reader, commands, out);
      }
    } catch (IOError | IOException | IllegalStateException e) {
      // JLine reports a closed terminal with either of these exceptions.
      return End.GONE;
    } finally {
      close();
    }
  }

  /**
   * Repeats reads that JLine ends after 0.1 s without input, which a blocking reader would take for
   * the end of the input.
   */
  private boolean waitForKeys() {
    Attributes attributes = terminal.getAttributes();
    attributes.setControlChar(Attributes.ControlChar.VMIN, 1);
    attributes.setControlChar(Attributes.ControlChar.VTIME, 0);
    terminal.setAttributes(attributes);
    return true;
  }

  private End read(LineReader reader, TypedCommands commands, PrintStream out) throws IOException {
    while (!closed) {
      try {
        String line = reader.readLine(PROMPT);
        if (TypedCommands.isExit(line)) {
          return End.EXIT;
        }
        if (!line.isBlank()) {
          commands.run(line);
        }
      } catch (UserInterruptException e) {
        if (e.getPartialLine().isBlank()) {
          out.println(HINT);
        }
      } catch (EndOfFileException e) {
        if (isGone()) {
          return End.GONE;
        }
        out.println(HINT);
      }
    }
    return End.GONE;
  }

  /** Distinguishes Ctrl-D from a closed terminal: after Ctrl-D more input may follow. */
  private boolean isGone() throws IOException {
    return terminal.reader().peek(PEEK_MILLIS) == NonBlockingReader.EOF;
  }

  @Override
  public void close() {
    closed = true;
    try {
      terminal.close();
    } catch (IOException | IllegalStateException e) {
      // Ignored: the terminal is closed, so nothing can be restored or reported there.
      return;
    }
  }

  private static void complete(
      TypedCommands commands, ParsedLine line, List<Candidate> candidates) {
    if (line.wordIndex() == 0) {
      boolean empty = line.word().isEmpty();
      commands.names().stream()
          .filter(name -> !empty || name.startsWith("alink:") || name.equals("exit"))
          .forEach(name -> candidates.add(new Candidate(name)));
      return;
    }
    commands
        .following(line.words().get(0))
        .distinct()
        .forEach(
            word ->
                candidates.add(
                    new Candidate(word, word, null, null, null, null, !word.endsWith("="))));
  }
}
