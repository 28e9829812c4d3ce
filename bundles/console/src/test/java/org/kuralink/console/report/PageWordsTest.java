/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageWordsTest {

  private static final PageWords CHINESE = PageWords.of("zh-CN");
  private static final Path VIEWS = Path.of("src/main/java/org/kuralink/console/view");

  /** Matches labels of facts, buttons and fields, and titles in the sources. */
  private static final List<Pattern> SAID =
      List.of(
          Pattern.compile("facts\\.put\\(\\s*\"([^\"]+)\""),
          Pattern.compile("Map\\.of\\(\"(model)\""),
          Pattern.compile("case \\w+ -> \"([a-z][^\"]+)\";"),
          Pattern.compile("default -> \"([A-Z][^\"]+)\";"),
          Pattern.compile("new Action\\(\\s*\"[^\"]+\"[^,]*,\\s*\"([^\"]+)\",\\s*\"[^\"]*\""),
          Pattern.compile("new Action\\(\\s*\"[^\"]+\"[^,]*,\\s*\"[^\"]+\",\\s*\"([^\"]+)\""),
          Pattern.compile("Field\\(\\s*\"[^\"]+\",\\s*\"([^\"]+)\""),
          Pattern.compile("String title\\(\\) \\{\\s*return \"([^\"]+)\""));

  /** Texts that are equal in all languages, or names of commands. */
  private static final Set<String> NO_WORDS =
      Set.of("SHA-256", "id", "login", "logout", "enable", "disable", "register", "delete");

  private static final Pattern HEADS =
      Pattern.compile("List\\.of\\(\\s*((?:\"[^\"]*\",?\\s*){3,})\\)");
  private static final Pattern LITERAL = Pattern.compile("\"([^\"]+)\"");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session main: a1Key/gateway-01|会话 main: a1Key/gateway-01",
        "thing main: a1/g, 5 properties|物 main: a1/g，5 个属性",
        "thing main: a1/g, thing model of product a1, 1 property|物 main: a1/g，产品 a1 的物模型，1 个属性",
        "sub-devices main: 2 of 3|子设备 main：2 / 3",
        "Refresh the shadow of main|刷新 main 的影子",
        "a1/lamp is logging in|a1/lamp：登录中",
        "the cable is loose|the cable is loose",
        "unknown words|unknown words"
      })
  void translatesHeadingsAndResults(String english, String chinese) {
    assertEquals(chinese, CHINESE.say(english));
    assertEquals(english, PageWords.ENGLISH.say(english));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state|online since 2026-01-02 03:04:05|在线，自 2026-01-02 03:04:05 起",
        "state|waiting for the next attempt since 1, next attempt in 5 s|等待下次尝试，自 1 起，5 s 后再次尝试",
        "queue|3 messages, 120 bytes, oldest from 1, dead letters: 2|3 条消息，120 字节，最早为 1，死信：2",
        "pace|30 messages per second, slowed to 2.5, waiting: 4|每秒 30 条，降至 2.5，等待：4",
        "last fault|nobody listens; check host, port|nobody listens; check host, port",
        "module online|online|online",
        "because|stopped|stopped"
      })
  void translatesFactsButNoData(String label, String english, String chinese) {
    assertEquals(chinese, CHINESE.value(label, english));
  }

  @Test
  void translatesCellsOnlyUnderCertainHeads() {
    assertEquals("在线，应离线", CHINESE.cell("state", "online, should be offline"));
    assertEquals("state", CHINESE.cell("property", "state"));
    assertEquals("online", CHINESE.cell("reported", "online"));
  }

  @Test
  void optionsKeepTheirEnglishValues() {
    ViewReport.SearchField field =
        new ViewReport.SearchField("state", "State", "offline", List.of("any", "offline"));
    ViewReport report =
        new ViewReport(List.of(new ViewReport.Section("x", new ViewReport.Search(List.of(field)))));
    String html = report.toHtml(CHINESE);
    assertTrue(html.contains("<option value=\"offline\" selected>离线</option>"), html);
    assertTrue(html.contains(">显示</button>"), html);
  }

  @Test
  void translatesFactsAndHeads() {
    ViewReport report =
        new ViewReport(
            List.of(
                new ViewReport.Section(
                    "shadow main: a/b",
                    List.of(
                        new ViewReport.Facts(Map.of("state", "synchronised")),
                        new ViewReport.Table(
                            List.of("attribute", "reported"), List.of(List.of("state", "1")))))));
    String html = report.toHtml(CHINESE);
    assertTrue(html.contains("<td>状态</td><td>已同步</td>"), html);
    assertTrue(html.contains("<th>属性</th><th>上报</th>"), html);
    assertTrue(html.contains("<td data-head=\"属性\">state</td>"), html);
  }

  @Test
  void everyLabelHeadAndButtonIsTranslated() throws Exception {
    Set<String> without = new TreeSet<>();
    try (Stream<Path> files = Files.list(VIEWS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (Pattern pattern : SAID) {
          add(pattern.matcher(source), without);
        }
        Matcher heads = HEADS.matcher(source);
        while (heads.find()) {
          add(LITERAL.matcher(heads.group(1)), without);
        }
      }
    }
    without.removeAll(NO_WORDS);
    assertEquals(Set.of(), without);
  }

  private static void add(Matcher found, Set<String> without) {
    while (found.find()) {
      // A name completes the first part of a phrase.
      String text = found.group(1).strip();
      boolean said =
          Stream.of(text, text + " x")
              .anyMatch(candidate -> !CHINESE.say(candidate).equals(candidate));
      if (!said) {
        without.add(text);
      }
    }
  }
}
