/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the state diagram in the README of a bundle, to compare it with the code. */
public final class StateDiagram {

  private static final Pattern ARROW = Pattern.compile("  (\\w+) --> (\\w+): (.*)");
  private static final Pattern EVENT = Pattern.compile("\\| `([A-Z_]+)` \\|.*");

  private StateDiagram() {}

  /** Returns the lines of the README that match a pattern. */
  public static Stream<MatchResult> lines(Pattern form) throws IOException {
    return Files.readAllLines(Path.of("README.md")).stream()
        .map(form::matcher)
        .filter(Matcher::matches)
        .map(Matcher::toMatchResult);
  }

  /** Returns the arrows as state, event and next state; an event may occur once per arrow. */
  public static Set<String> drawn() throws IOException {
    Set<String> drawn = new TreeSet<>();
    for (MatchResult arrow : lines(ARROW).toList()) {
      for (String event : arrow.group(3).split(", ")) {
        if (!drawn.add(arrow.group(1) + " " + event + " " + arrow.group(2))) {
          throw new AssertionError(arrow.group() + " is drawn twice");
        }
      }
    }
    return drawn;
  }

  /** Returns the names in the first column of a table. */
  public static Set<String> told() throws IOException {
    Set<String> told = new TreeSet<>();
    lines(EVENT).forEach(row -> told.add(row.group(1)));
    return told;
  }

  /** Returns the names of constants. */
  public static Set<String> names(Enum<?>[] constants) {
    Set<String> names = new TreeSet<>();
    for (Enum<?> constant : constants) {
      names.add(constant.name());
    }
    return names;
  }

  /** Returns the transitions in the code, in the form of {@link #drawn}. */
  public static <S extends Enum<S>, E extends Enum<E>> Set<String> coded(
      S[] states, E[] events, BiFunction<S, E, Optional<S>> next) {
    Set<String> coded = new TreeSet<>();
    for (S state : states) {
      for (E event : events) {
        next.apply(state, event).ifPresent(to -> coded.add(state + " " + event + " " + to));
      }
    }
    return coded;
  }

  /** Returns the states that are reachable from a state, including itself. */
  public static <S extends Enum<S>, E extends Enum<E>> Set<S> reached(
      S from, E[] events, BiFunction<S, E, Optional<S>> next) {
    Set<S> seen = new TreeSet<>(Set.of(from));
    int before;
    do {
      before = seen.size();
      for (S state : List.copyOf(seen)) {
        for (E event : events) {
          next.apply(state, event).ifPresent(seen::add);
        }
      }
    } while (seen.size() > before);
    return seen;
  }
}
