/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that each text in the code of the page has a Chinese translation, that no translation is
 * unused, and that no text bypasses the dictionary.
 */
class WebPageLanguageTest {

  private static final Path WEB = Path.of("src/main/resources/web");

  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(?://|/?\\*).*$");

  private static final Pattern EXPRESSION =
      Pattern.compile(
          "(?<=[(=\\s])/(?![/*])(?:[^/\\\\\\n\\[]|\\\\.|\\[(?:[^\\]\\\\\\n]|\\\\.)*\\])+/[a-z]*(?=[.,;)\\s])");

  /** {@code t("…")}, {@code parts("…")}, also with a choice of two. */
  private static final Pattern SAID =
      Pattern.compile(
          "\\b(?:t|parts)\\(\\s*(?:[^\"()]*\\?\\s*)?\"((?:[^\"\\\\]|\\\\.)*)\""
              + "(?:\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\")?");

  /** What a person never sees. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "(?:class: (?:[^,{}]*[?:] )?|from |pattern: )(?:\"[^\"\\n]*\"|`[^`\\n]*`)(?: : \"[^\"\\n]*\")?");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"|`([^`]*)`");

  /** A word with a capital, or two words. */
  private static final Pattern WORDS =
      Pattern.compile("(?:^|[ (“])[A-Z][a-z]+|[a-z]{2,},? [a-z]{2,}|^ ?[a-z]+ $|[a-z] \\{");

  private static final Set<String> NAMES =
      Set.of(
          "Content-Type",
          "Md5",
          "English",
          "input, textarea",
          "modelList, serverList, deviceList, tslList",
          ".switch button",
          ".switch button[data-pane]");

  private static final Pattern FRAME =
      Pattern.compile("data-text>([^<]+)<|aria-label=\"([^\"]+)\"");

  private static final Pattern ROW =
      Pattern.compile("(?m)^  \"((?:[^\"\\\\]|\\\\.)*)\": \"((?:[^\"\\\\]|\\\\.)*)\",$");

  /** Where the interface refuses something, and with which word; that of shadows goes on. */
  private static final Pattern REFUSAL =
      Pattern.compile("new RestException\\(\\s*\\w+,\\s*\"([a-z-]+?)-?\"");

  private static final Pattern REFUSAL_SAID =
      Pattern.compile("(?m)^  \"([a-z-]+)\": \\(said\\) => t\\(\"");

  private static final Pattern PLACE = Pattern.compile("\\{\\d\\}");

  /** The sentences of refusals are a dictionary of their own: RefusalWordsTest. */
  private static List<Path> modules(boolean dictionaries) throws Exception {
    try (Stream<Path> files = Files.list(WEB.resolve("js"))) {
      return files
          .filter(file -> !file.endsWith("refusals.js") && !file.endsWith("reasons.js"))
          .filter(file -> file.getFileName().toString().startsWith("chinese") == dictionaries)
          .sorted()
          .toList();
    }
  }

  private static String code(Path module) throws Exception {
    String source = COMMENT.matcher(Files.readString(module)).replaceAll("");
    return EXPRESSION.matcher(source).replaceAll("0");
  }

  private static Map<String, String> chinese() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    for (Path module : modules(true)) {
      Matcher row = ROW.matcher(Files.readString(module));
      while (row.find()) {
        String before = rows.put(row.group(1), row.group(2));
        assertTrue(before == null, () -> "twice: " + row.group(1));
      }
    }
    return rows;
  }

  private static Set<String> said() throws Exception {
    Set<String> said = new TreeSet<>();
    for (Path module : modules(false)) {
      add(SAID.matcher(code(module)), said);
    }
    add(FRAME.matcher(Files.readString(WEB.resolve("index.html"))), said);
    return said;
  }

  private static void add(Matcher matcher, Set<String> said) {
    while (matcher.find()) {
      Stream.of(1, 2).map(matcher::group).filter(g -> g != null).forEach(said::add);
    }
  }

  private static List<String> places(String text) {
    return PLACE.matcher(text).results().map(MatchResult::group).sorted().toList();
  }

  @Test
  void everyTextOfThePageHasItsChineseAndNoChineseIsLeftOver() throws Exception {
    assertEquals(said(), chinese().keySet());
  }

  @Test
  void everyRefusalOfTheRestInterfaceIsSaidInBothLanguages() throws Exception {
    Set<String> words = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        REFUSAL.matcher(Files.readString(source)).results().forEach(r -> words.add(r.group(1)));
      }
    }
    Set<String> said = new TreeSet<>();
    REFUSAL_SAID
        .matcher(Files.readString(WEB.resolve("js/api.js")))
        .results()
        .forEach(row -> said.add(row.group(1)));
    assertEquals(words, said);
  }

  @Test
  void chineseIsChineseAndKeepsThePlacesOfValues() throws Exception {
    chinese()
        .forEach(
            (english, chinese) -> {
              assertTrue(chinese.codePoints().anyMatch(Character::isIdeographic), english);
              assertEquals(places(english), places(chinese), english);
              assertFalse(english.endsWith("…") && !chinese.endsWith("…"), english);
            });
  }

  @Test
  void nothingIsSaidPastTheDictionary() throws Exception {
    Set<String> past = new TreeSet<>();
    for (Path module : modules(false)) {
      String rest = UNSEEN.matcher(SAID.matcher(code(module)).replaceAll("t(0")).replaceAll("0");
      LITERAL
          .matcher(rest)
          .results()
          .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
          .map(text -> text.replaceAll("\\$\\{[^}]*\\}", "{}"))
          .filter(text -> WORDS.matcher(text).find() && !NAMES.contains(text))
          .forEach(text -> past.add(module.getFileName() + ": " + text));
    }
    assertEquals(Set.of(), past);

    String frame = Files.readString(WEB.resolve("index.html"));
    String body = frame.substring(frame.indexOf("<body"), frame.indexOf("<noscript"));
    String texts =
        body.replaceAll("(?s)<[^>]*data-text>[^<]*<", "<").replaceAll("(?s)<[^>]*>", " ");
    assertEquals("Kuralink", texts.strip(), "no text of the frame but the name goes untranslated");
  }
}
