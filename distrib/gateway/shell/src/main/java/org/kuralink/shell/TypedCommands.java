/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Job;

/** Executes command lines with Gogo. */
final class TypedCommands implements AutoCloseable {

  private static final String SCOPE = "alink:";
  private static final Pattern EXIT = Pattern.compile("exit(\\s.*)?");
  private static final Pattern NAME = Pattern.compile("[a-z]+");

  private final CommandSession session;
  private final PrintStream out;

  TypedCommands(CommandProcessor processor, InputStream in, PrintStream out) {
    this.session = processor.createSession(in, out, out);
    this.out = out;
    // Gogo resolves a name without a scope to a command of the scope alink first.
    session.put("SCOPE", "alink:gogo:felix:*");
  }

  /** Executes a line and prints its result, or the error. */
  @SuppressWarnings("IllegalCatch") // whatever a command throws, the shell goes on
  void run(String line) {
    try {
      Object result = session.execute(line);
      if (result != null) {
        out.println(session.format(result, Converter.INSPECT));
      }
    } catch (InterruptedException e) {
      // The user interrupted the command and sees the prompt.
      return;
    } catch (Exception e) {
      out.println(words(e));
    }
  }

  /** Returns an error message for the user. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** Interrupts the running command, if there is one. */
  void interrupt() {
    Job job = session.foregroundJob();
    if (job != null) {
      job.interrupt();
    }
  }

  /** Returns whether a line is the command exit. */
  static boolean isExit(String line) {
    return EXIT.matcher(line.strip()).matches();
  }

  /** Returns the names of all commands; for the scope alink also without the scope. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(Set.of("exit"));
    if (session.get(".commands") instanceof Set<?> all) {
      all.stream().map(Object::toString).forEach(names::add);
    }
    for (String name : List.copyOf(names)) {
      if (name.startsWith(SCOPE)) {
        names.add(name.substring(SCOPE.length()));
      }
    }
    return names;
  }

  /** Returns the words that may follow a command of the scope alink; empty for other commands. */
  @SuppressWarnings("IllegalCatch") // completing a word must not end the shell
  Stream<String> following(String command) {
    String name = command.startsWith(SCOPE) ? command.substring(SCOPE.length()) : command;
    if (!NAME.matcher(name).matches()
        || !(session.get(SCOPE + "words") instanceof Function words)) {
      return Stream.of();
    }
    try {
      return Arrays.stream(String.valueOf(words.execute(session, List.of(name))).split("\\R"))
          .filter(word -> !word.isEmpty());
    } catch (Exception e) {
      return Stream.of();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
