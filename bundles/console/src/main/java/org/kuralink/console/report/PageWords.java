/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.console.WebPage;

/**
 * The words of the page in the language of who reads it. Views speak English, as the shell does;
 * what of it is ours is looked up, what is data stays as it is: so identifiers and values are never
 * taken for words.
 */
public final class PageWords {

  /** As the views have it. */
  public static final PageWords ENGLISH = new PageWords(Map.of(), List.of());

  private static final String DICTIONARY = "chinese.txt";

  /** Apart, as its sentences are so general that they fit what is none of ours. */
  private static final String FAULTS = "chinese-faults.txt";

  /** Columns whose cells are words of ours, by their English heads. */
  private static final Set<String> COLUMNS =
      Set.of("state", "outcome", "call", "required", "does", "what", "now", "next", "named by");

  /** The column whose cells say what is wrong with a configuration. */
  private static final String FAULT = "fault";

  /** A sentence, and where in the files it belongs. */
  private static final Pattern PLACED = Pattern.compile("(.*) \\((\\S+) line (\\d+)\\)");

  /** Facts whose values are words of others. */
  private static final Set<String> DATA = Set.of("update", "because", "problem", "configuration");

  private static final Pattern PLACE = Pattern.compile("\\{\\}|<>");

  private final Map<String, String> plain;
  private final List<Phrase> phrases;

  private PageWords(Map<String, String> plain, List<Phrase> phrases) {
    this.plain = plain;
    this.phrases = phrases;
  }

  /** Chinese, if a browser would rather have that than English. */
  public static PageWords of(@Nullable String acceptLanguage) {
    return prefersChinese(Objects.requireNonNullElse(acceptLanguage, "")) ? Chinese.WORDS : ENGLISH;
  }

  private static boolean prefersChinese(String acceptLanguage) {
    try {
      return Locale.LanguageRange.parse(acceptLanguage).stream()
          .map(range -> range.getRange().split("-", 2)[0])
          .filter(language -> language.equals("zh") || language.equals("en"))
          .findFirst()
          .filter("zh"::equals)
          .isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What the page says it is in, for its {@code lang}. */
  public String language() {
    return plain.isEmpty() ? "en" : "zh-CN";
  }

  /** Words of ours; what is none stays as it is. */
  public String say(String english) {
    return Objects.requireNonNullElse(whole(english), english);
  }

  /** The same where several are told one after another. */
  private String each(String english) {
    String[] parts = english.split(", ", -1);
    List<String> said = Stream.of(parts).map(this::say).toList();
    return said.equals(List.of(parts)) ? english : String.join("，", said);
  }

  /** What is wrong with a configuration, in clauses with semicolons between them. */
  private static String fault(String english) {
    Matcher placed = PLACED.matcher(english);
    if (placed.matches()) {
      String said = fault(placed.group(1));
      return said.equals(placed.group(1))
          ? english
          : said + "（" + placed.group(2) + " 第 " + placed.group(3) + " 行）";
    }
    String[] clauses = english.split("; ", -1);
    List<String> said = Stream.of(clauses).map(Chinese.OF_FAULTS::say).toList();
    return said.equals(List.of(clauses)) ? english : String.join("；", said);
  }

  /** The value of a fact with this label. */
  String value(String label, String value) {
    return DATA.contains(label) || label.startsWith("module ") ? value : each(value);
  }

  /** A cell below this head. */
  String cell(String head, String text) {
    return head.equals(FAULT) && !plain.isEmpty()
        ? fault(text)
        : COLUMNS.contains(head) ? each(text) : text;
  }

  private @Nullable String whole(String english) {
    String word = plain.get(english);
    if (word != null) {
      return word;
    }
    for (Phrase phrase : phrases) {
      Matcher matcher = phrase.english.matcher(english);
      String said = matcher.matches() ? filled(phrase, matcher) : null;
      if (said != null) {
        return said;
      }
    }
    return null;
  }

  private @Nullable String filled(Phrase phrase, Matcher matcher) {
    StringBuilder said = new StringBuilder();
    int group = 0;
    int from = 0;
    Matcher place = PLACE.matcher(phrase.other);
    while (place.find()) {
      said.append(phrase.other, from, place.start());
      String value = matcher.group(++group);
      String word = place.group().equals("<>") ? whole(value) : value;
      if (word == null) {
        return null;
      }
      said.append(word);
      from = place.end();
    }
    return said.append(phrase.other.substring(from)).toString();
  }

  /** The one with more words of its own is tried first. */
  private record Phrase(Pattern english, String other, int length) {

    static Phrase of(String english, String other) {
      StringBuilder expression = new StringBuilder();
      int from = 0;
      Matcher place = PLACE.matcher(english);
      while (place.find()) {
        expression.append(Pattern.quote(english.substring(from, place.start()))).append("(.+?)");
        from = place.end();
      }
      expression.append(Pattern.quote(english.substring(from)));
      return new Phrase(
          Pattern.compile(expression.toString(), Pattern.DOTALL), other, english.length());
    }
  }

  /** Read when the first page in Chinese is asked for. */
  private static final class Chinese {

    static final PageWords WORDS = read(DICTIONARY);
    static final PageWords OF_FAULTS = read(FAULTS);

    private static PageWords read(String dictionary) {
      Map<String, String> plain = new HashMap<>();
      List<Phrase> phrases = new ArrayList<>();
      try (InputStream in = WebPage.class.getResourceAsStream(dictionary);
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] row = line.split(" = ", 2);
          if (row.length == 2 && PLACE.matcher(row[0]).find()) {
            phrases.add(Phrase.of(row[0], row[1]));
          } else if (row.length == 2) {
            plain.put(row[0], row[1]);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      phrases.sort(Comparator.comparingInt((Phrase phrase) -> phrase.length).reversed());
      return new PageWords(plain, phrases);
    }
  }
}
