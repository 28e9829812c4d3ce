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

/** What a person types, line by line, carried out by Gogo. */
final class TypedCommands implements AutoCloseable {

  private static final String SCOPE = "alink:";
  private static final Pattern EXIT = Pattern.compile("exit(\\s.*)?");
  private static final Pattern NAME = Pattern.compile("[a-z]+");

  private final CommandSession session;
  private final PrintStream out;

  TypedCommands(CommandProcessor processor, InputStream in, PrintStream out) {
    this.session = processor.createSession(in, out, out);
    this.out = out;
    // A name without its scope is one of ours, if there is such a command.
    session.put("SCOPE", "alink:gogo:felix:*");
  }

  /** Carries a line out and prints its result, or why there is none. */
  @SuppressWarnings("IllegalCatch") // whatever a command throws, the shell goes on
  void run(String line) {
    try {
      Object result = session.execute(line);
      if (result != null) {
        out.println(session.format(result, Converter.INSPECT));
      }
    } catch (InterruptedException e) {
      // The person ended the command, and sees a prompt.
      return;
    } catch (Exception e) {
      out.println(words(e));
    }
  }

  /** What went wrong, for a person. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** Ends the command that runs; does nothing if there is none. */
  void interrupt() {
    Job job = session.foregroundJob();
    if (job != null) {
      job.interrupt();
    }
  }

  /** Whether a line asks for the end. */
  static boolean isExit(String line) {
    return EXIT.matcher(line.strip()).matches();
  }

  /** The names of all commands; those of ours without their scope as well. */
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

  /** The words that may follow a command of ours; none if it is none. */
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
