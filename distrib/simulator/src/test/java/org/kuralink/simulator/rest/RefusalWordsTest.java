/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that refusals.js contains a Chinese translation of each error of the REST interface. */
class RefusalWordsTest {

  private static final Path SOURCES = Path.of("src/main/java/org/kuralink/simulator");
  private static final List<Path> WORDS =
      List.of(
          Path.of("src/main/resources/web/js/refusals.js"),
          Path.of("src/main/resources/web/js/reasons.js"));

  /** Where what reaches the REST interface is refused; devices are answered in English. */
  private static final List<String> FOLDERS =
      List.of(
          "rest", "cota", "fault", "files", "gateway", "json", "ota", "registry", "shadow", "tsl");

  private static final Pattern REFUSED =
      Pattern.compile(
          "(?:RestException\\.bad|new RestException|new RegistryException|new BadJsonException"
              + "|new BadModelException|new ShadowException|new IllegalArgumentException"
              + "|require(?=\\([A-Z_]+,))\\(");

  /** What a check of a value answers. */
  private static final Pattern PROBLEM = Pattern.compile("return (?=\"[^;]*;)");

  private static final Pattern ENDED =
      Pattern.compile("\\.(?:close|kick|endUnconnected)\\(|\\.end\\(Ending\\.[A-Z]+,");

  private static final Pattern LOG_IN_REFUSED = Pattern.compile("\\brefused\\((?:[A-Z_]+|[0-9]+),");

  /** What became of an update of a device. */
  private static final Pattern BECAME = Pattern.compile("\\bbecome\\(State\\.[A-Z]+,");

  /** What stands in answers over HTTP, to devices. */
  private static final Set<String> ANSWERED_IN_ENGLISH = Set.of("files", "rest");

  /** What is told of a message. */
  private static final Pattern NOTE = Pattern.compile("(?=\"(?:dropped|denied|refused|fault): )");

  /** Read from files, not by REST, a fault that a person ordered, or the answer to a device. */
  private static final Set<String> ELSEWHERE =
      Set.of("products: an array is needed", "tsl of 7: 7", "fault: reply code 7", "refused: 7 7");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}|<\\d>");

  private final List<Pattern> phrases = new ArrayList<>();

  RefusalWordsTest() throws IOException {
    for (Path words : WORDS) {
      Matcher line =
          Pattern.compile("(?m)^  \"((?:[^\"\\\\]|\\\\.)*)\":\\s*\"")
              .matcher(Files.readString(words));
      while (line.find()) {
        phrases.add(phrase(line.group(1)));
      }
    }
    assertTrue(phrases.size() > 100, phrases::toString);
  }

  private static Pattern phrase(String english) {
    StringBuilder expression = new StringBuilder();
    int from = 0;
    Matcher place = PLACE.matcher(english);
    while (place.find()) {
      expression.append(Pattern.quote(english.substring(from, place.start())));
      expression.append(place.group().startsWith("<") ? "(.+?)" : "(?:(?!: ).)+?");
      from = place.end();
    }
    return Pattern.compile(expression + Pattern.quote(english.substring(from)));
  }

  private boolean isSaid(String sentence) {
    return sentence.equals("7")
        || phrases.stream()
            .map(phrase -> phrase.matcher(sentence))
            .filter(Matcher::matches)
            .anyMatch(found -> found.groupCount() == 0 || isSaid(found.group(1)));
  }

  @Test
  void everySentenceOfARefusalHasItsChinese() throws IOException {
    Set<String> without = new TreeSet<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          add(REFUSED.matcher(source), source, ")", without);
          if (folder.equals("tsl")) {
            add(PROBLEM.matcher(source), source, ";", without);
          }
        }
      }
    }
    without.removeAll(ELSEWHERE);
    assertEquals(Set.of(), without);
  }

  /** What the page tells of sessions that ended or were refused, of messages and of updates. */
  @Test
  void everyReasonHasItsChinese() throws IOException {
    Set<String> without = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        add(ENDED.matcher(source), source, ")", without);
        add(BECAME.matcher(source), source, ",", without);
        if (file.startsWith(SOURCES.resolve("auth"))) {
          add(LOG_IN_REFUSED.matcher(source), source, ",)", without);
        }
        if (!ANSWERED_IN_ENGLISH.contains(SOURCES.relativize(file).getName(0).toString())) {
          add(NOTE.matcher(source), source, ",);", without);
        }
      }
    }
    without.removeAll(ELSEWHERE);
    assertEquals(Set.of(), without);
  }

  private void add(Matcher found, String source, String end, Set<String> without) {
    while (found.find()) {
      String sentence = sentence(source.substring(found.end()), end);
      if (sentence.contains(" ") && !isSaid(sentence)) {
        without.add(sentence);
      }
    }
  }

  /**
   * The last argument, or the last one of alternatives, where 7 stands for whatever a value may be.
   */
  private static String sentence(String code, String end) {
    StringBuilder sentence = new StringBuilder();
    boolean value = false;
    int depth = 0;
    int at = 0;
    Matcher literal = LITERAL.matcher(code);
    while (depth > 0 || end.indexOf(code.charAt(at)) < 0) {
      char c = code.charAt(at);
      if (c == '"') {
        literal.find(at);
        sentence.append(depth == 0 ? literal.group(1) : "");
        value |= depth > 0;
        at = literal.end();
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (",?:".indexOf(c) >= 0 && depth == 0) {
        sentence.setLength(0);
        value = false;
      } else if (c == '+' && depth == 0) {
        value = add(sentence, value);
      } else {
        value |= Character.isJavaIdentifierPart(c);
      }
      at++;
    }
    add(sentence, value);
    return sentence.toString();
  }

  private static boolean add(StringBuilder sentence, boolean value) {
    if (value) {
      sentence.append('7');
    }
    return false;
  }
}
