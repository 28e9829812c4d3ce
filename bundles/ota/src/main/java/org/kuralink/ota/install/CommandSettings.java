/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kuralink.api.configuration.ConfigurationValues;

/**
 * The configured commands, each as its words; empty if there is no such command.
 *
 * @param install the installation command; without it there is no command installer
 * @param version prints the running version
 * @param restartCodes exit codes of install that mean: installed, runs after a restart
 */
public record CommandSettings(
    List<String> modules,
    List<String> types,
    List<String> install,
    List<String> commit,
    List<String> rollBack,
    List<String> restart,
    List<String> version,
    Set<Integer> restartCodes,
    Duration timeout) {

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Duration MARGIN = Duration.ofSeconds(30);
  private static final long LONGEST = 86_400;
  private static final long TIMEOUT = 1_800;
  private static final int MAX_CODE = 255;

  /** Reads the properties {@code command.*}. */
  public static CommandSettings of(ConfigurationValues values) {
    Set<String> allowed = Set.copyOf(list(values, "command.allowed"));
    return new CommandSettings(
        list(values, "command.modules"),
        list(values, "command.file.types"),
        command(values, "command.install", allowed),
        command(values, "command.commit", allowed),
        command(values, "command.rollback", allowed),
        command(values, "command.restart", allowed),
        command(values, "command.version", allowed),
        codes(values),
        Duration.ofSeconds(values.number("command.timeout.seconds", 1, LONGEST, TIMEOUT)));
  }

  /** Returns the deadline of one call: two commands, their termination and reserve. */
  public Duration callLimit() {
    return timeout.plus(MARGIN).multipliedBy(2);
  }

  /** Returns whether an installation command is configured. */
  public boolean isConfigured() {
    return !install.isEmpty();
  }

  private static List<String> command(
      ConfigurationValues values, String property, Set<String> allowed) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(values.text(property)); word.find(); ) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    if (words.isEmpty() || allowed.contains(words.get(0))) {
      return List.copyOf(words);
    }
    values.problem(property, "runs " + words.get(0) + ", which command.allowed does not list");
    return List.of();
  }

  private static Set<Integer> codes(ConfigurationValues values) {
    return list(values, "command.restart.codes").stream()
        .flatMap(text -> code(values, text))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Integer> code(ConfigurationValues values, String text) {
    try {
      int code = Integer.parseInt(text);
      if (code >= 0 && code <= MAX_CODE) {
        return Stream.of(code);
      }
    } catch (NumberFormatException e) {
      values.problem("command.restart.codes", "has '" + text + "', which is no number");
      return Stream.empty();
    }
    values.problem("command.restart.codes", "has " + text + "; allowed is 0.." + MAX_CODE);
    return Stream.empty();
  }

  private static List<String> list(ConfigurationValues values, String property) {
    return Stream.of(values.text(property).split("[;\\s]+"))
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
