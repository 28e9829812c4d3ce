/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kuralink.itests.wiring.House;

/**
 * A page of the documentation in English or Chinese.
 *
 * @param path the path from the root of the project
 * @param prose the lines outside of code blocks
 * @param blocks the code blocks
 */
record Page(String path, List<String> prose, List<String> blocks) {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");

  /** The pages in English. */
  static Stream<Page> english() {
    try (Stream<Path> docs = Files.list(House.root().resolve("docs"))) {
      List<String> pages =
          docs.map(file -> "docs/" + file.getFileName()).filter(it -> it.endsWith(".md")).toList();
      return Stream.concat(Stream.of("README.md"), pages.stream()).sorted().map(Page::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages. */
  static Stream<Page> all() {
    return english().flatMap(page -> Stream.of(page, page.chinese()));
  }

  /** The same page in Chinese. */
  Page chinese() {
    return read(
        path.equals("README.md") ? "README.zh-CN.md" : path.replace("docs/", "docs/zh-CN/"));
  }

  static Page read(String path) {
    List<String> prose = new ArrayList<>();
    List<String> blocks = new ArrayList<>();
    String[] parts = text(House.root().resolve(path)).split("(?m)^```", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        prose.addAll(parts[i].lines().toList());
      } else {
        blocks.add(parts[i]);
      }
    }
    return new Page(path, prose, blocks);
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands in code font. */
  Set<String> code() {
    return matches(CODE);
  }

  /** Where its links lead. */
  Set<String> links() {
    return matches(LINK);
  }

  private Set<String> matches(Pattern pattern) {
    return pattern
        .matcher(String.join("\n", prose))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The headings, each as its hashes. */
  List<String> headings() {
    return prose.stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceAll(" .*", ""))
        .toList();
  }

  /** Where a link to a heading leads: the way in which headings become anchors. */
  Set<String> anchors() {
    return prose.stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** The numbers of the steps. */
  List<String> steps() {
    return Pattern.compile("(?m)^\\d+\\. ")
        .matcher(String.join("\n", prose))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  /** A table: the head of its first column, and the texts in code font in this column. */
  record Table(String name, List<String> firsts) {}

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    for (int i = 1; i < prose.size(); i++) {
      if (prose.get(i).startsWith("| ---")) {
        List<String> firsts =
            prose.stream()
                .skip(i + 1L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> first(line))
                .toList();
        tables.add(new Table(first(prose.get(i - 1)), firsts));
      }
    }
    return tables;
  }

  private static String first(String row) {
    String cell = CELL.split(row, -1)[1].strip();
    return CODE.matcher(cell).results().map(match -> match.group(1)).findFirst().orElse(cell);
  }

  /** What stands in the first columns of the tables of a name. */
  Stream<String> firsts(Map<String, String> names, String name) {
    return tables().stream()
        .filter(table -> name.equals(names.get(table.name())))
        .flatMap(table -> table.firsts().stream());
  }

  @Override
  public String toString() {
    return path;
  }
}
