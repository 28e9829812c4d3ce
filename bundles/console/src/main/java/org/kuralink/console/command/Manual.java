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
 * What is written about a command, at the command itself. Its words are described by their syntax,
 * and in further lines by what is to be known about it.
 *
 * @param command without its scope
 * @param summary in one line
 * @param syntax of the words; empty if there are none
 * @param notes about them; empty if there are none
 */
public record Manual(String command, String summary, String syntax, String notes) {

  /** The syntax of a command that takes no words. */
  public static final String NO_WORDS = "";

  /** The words of a syntax that are typed as they stand there. */
  private static final Pattern VERB = Pattern.compile("(?<![A-Za-z=-])[a-z]{2,}=?(?![A-Za-z-])");

  /** What is written about a command; empty if there is none of this name. */
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

  /** The failure of a command whose words make no sense, with how it is used. */
  public static CommandException misused(Class<?> commands, String command) {
    return new CommandException(
        of(commands, command).map(Manual::usage).orElse("no such command: alink:" + command));
  }

  /** As {@link #misused(Class, String)}, saying first what is wrong. */
  public static CommandException misused(Class<?> commands, String command, String wrong) {
    return new CommandException(
        wrong + System.lineSeparator() + misused(commands, command).words());
  }

  /** Refuses words where none are needed. */
  public static void expectNoWords(Class<?> commands, String command, String... words) {
    if (words.length > 0) {
      throw misused(commands, command);
    }
  }

  /** How the command is used. */
  public String usage() {
    String line = "usage: alink:" + command + (syntax.isEmpty() ? "" : " " + syntax);
    return notes.isEmpty() ? line : (line + "\n" + notes).replace("\n", System.lineSeparator());
  }

  /** The words of the syntax that are typed as they stand there. */
  public List<String> verbs() {
    return VERB.matcher(syntax).results().map(MatchResult::group).distinct().toList();
  }
}
