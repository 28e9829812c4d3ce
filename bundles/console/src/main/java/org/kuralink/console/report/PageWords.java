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
 * Translates the texts of the page into the language of the browser. Views use English texts, as
 * the shell does. Texts of this bundle are translated; data such as identifiers and values remain
 * unchanged.
 */
public final class PageWords {

  /** The texts of the views without translation. */
  public static final PageWords ENGLISH = new PageWords(Map.of(), List.of());

  private static final String DICTIONARY = "chinese.txt";

  /** A separate file, because its phrases are so general that they also match data. */
  private static final String FAULTS = "chinese-faults.txt";

  /** The English heads of columns whose cells are translated. */
  private static final Set<String> COLUMNS =
      Set.of("state", "outcome", "call", "required", "task", "applies to", "now", "next", "source");

  /** The head of the column with configuration errors. */
  private static final String FAULT = "fault";

  /** An error message followed by its file and line. */
  private static final Pattern PLACED = Pattern.compile("(.*) \\((\\S+) line (\\d+)\\)");

  /** The labels of facts whose values are data. */
  private static final Set<String> DATA = Set.of("update", "because", "problem", "configuration");

  private static final Pattern PLACE = Pattern.compile("\\{\\}|<>");

  private final Map<String, String> plain;
  private final List<Phrase> phrases;

  private PageWords(Map<String, String> plain, List<Phrase> phrases) {
    this.plain = plain;
    this.phrases = phrases;
  }

  /** Returns Chinese if the browser prefers it to English. */
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

  /** Returns the language tag of the page. */
  public String language() {
    return plain.isEmpty() ? "en" : "zh-CN";
  }

  /** Translates a text of this bundle; returns any other text unchanged. */
  public String say(String english) {
    return Objects.requireNonNullElse(whole(english), english);
  }

  /** Translates a list of texts separated by commas. */
  private String each(String english) {
    String[] parts = english.split(", ", -1);
    List<String> said = Stream.of(parts).map(this::say).toList();
    return said.equals(List.of(parts)) ? english : String.join("，", said);
  }

  /** Translates a configuration error, whose clauses are separated by semicolons. */
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

  /** Translates the value of a fact with this label. */
  String value(String label, String value) {
    return DATA.contains(label) || label.startsWith("module ") ? value : each(value);
  }

  /** Translates a table cell under this head. */
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

  /** Loaded on the first request for a page in Chinese. */
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
