/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.felix.service.command.Descriptor;

/**
 * The description of a command, read from the annotations of its method: a summary, the syntax of
 * its arguments and notes in further lines.
 *
 * @param command the name without the scope
 * @param summary the summary in one line
 * @param syntax the syntax of the arguments; empty if there are none
 * @param notes notes about the arguments; empty if there are none
 */
public record Manual(String command, String summary, String syntax, String notes) {

  /** The syntax of a command without arguments. */
  public static final String NO_WORDS = "";

  /** Matches the literal words of a syntax. */
  private static final Pattern VERB = Pattern.compile("(?<![A-Za-z=-])[a-z]{2,}=?(?![A-Za-z-])");

  /** Returns the description of a command; empty if there is no such command. */
  public static Optional<Manual> of(Class<?> commands, String command) {
    return Arrays.stream(commands.getDeclaredMethods())
        .filter(method -> method.getName().toLowerCase(Locale.ROOT).equals(command))
        .filter(method -> method.isAnnotationPresent(Descriptor.class))
        .findFirst()
        .map(Manual::of);
  }

  private static Manual of(Method method) {
    String[] words =
        Arrays.stream(method.getParameters())
            .map(parameter -> parameter.getAnnotation(Descriptor.class))
            .map(descriptor -> descriptor == null ? NO_WORDS : descriptor.value())
            .reduce("", (before, text) -> before + text)
            .split("\n", 2);
    return new Manual(
        method.getName().toLowerCase(Locale.ROOT),
        method.getAnnotation(Descriptor.class).value(),
        words[0],
        words.length == 2 ? words[1] : "");
  }

  /** Returns an exception for invalid arguments, with the usage of the command. */
  public static CommandException misused(Class<?> commands, String command) {
    return new CommandException(
        of(commands, command).map(Manual::usage).orElse("no such command: alink:" + command));
  }

  /** Returns such an exception that begins with the error. */
  public static CommandException misused(Class<?> commands, String command, String wrong) {
    return new CommandException(
        wrong + System.lineSeparator() + misused(commands, command).words());
  }

  /** Rejects arguments of a command without arguments. */
  public static void expectNoWords(Class<?> commands, String command, String... words) {
    if (words.length > 0) {
      throw misused(commands, command);
    }
  }

  /** Returns the usage of the command. */
  public String usage() {
    String line = "usage: alink:" + command + (syntax.isEmpty() ? "" : " " + syntax);
    return notes.isEmpty() ? line : (line + "\n" + notes).replace("\n", System.lineSeparator());
  }

  /** Returns the literal words of the syntax. */
  public List<String> verbs() {
    return VERB.matcher(syntax).results().map(MatchResult::group).distinct().toList();
  }
}
