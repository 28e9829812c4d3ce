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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the Chinese translations of configuration errors. */
class FaultWordsTest {

  private static final PageWords CHINESE = PageWords.of("zh-CN");

  private static final List<String> BUNDLES =
      List.of(
          "channel-modbus",
          "channel-opcua",
          "connection",
          "cota",
          "gateway",
          "ota",
          "shadow",
          "thing");

  private static final Pattern SAID =
      Pattern.compile("\\b(?:reader|values)\\.(problem|missing)\\(");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static String said(String english) {
    return CHINESE.cell("fault", english);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port is 99999; allowed is 1..65535|port 为 99999；允许的范围为 1..65535",
        "product.key is missing; device.secret is missing|未填写 product.key；未填写 device.secret",
        "connection is 'mian', and no connection has this name; the nearest is 'main'"
            + "|connection 为“mian”，但没有这个名称的连接；最接近的是 'main'",
        "qos is 'x'; allowed is one of a b (gateway.json line 3)"
            + "|qos 为“x”；允许的值为 a b 之一（gateway.json 第 3 行）",
        "no component is called org.late (a.json line 2)|没有名为 org.late 的组件（a.json 第 2 行）",
        "the words of another|the words of another",
        "must be an object in braces; not applied|必须是花括号中的对象；未应用"
      })
  void translatesErrorsButNoData(String english, String chinese) {
    assertEquals(chinese, said(english));
    assertEquals(english, PageWords.ENGLISH.cell("fault", english));
  }

  @Test
  void everyConfigurationErrorIsTranslated() throws Exception {
    Set<String> without = new TreeSet<>();
    int found = 0;
    for (String bundle : BUNDLES) {
      Path sources = Path.of("..", bundle, "src", "main", "java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          Matcher call = SAID.matcher(source);
          while (call.find()) {
            String text = lastArgument(source, call.end());
            found++;
            add(call.group(1).equals("missing") ? "7 is missing" + text : "7 " + text, without);
          }
        }
      }
    }
    assertEquals(Set.of(), without);
    assertTrue(found > 30, "the test finds the calls that report errors");
  }

  private static void add(String sentence, Set<String> without) {
    for (String clause : sentence.split("; ")) {
      // Exception messages of other libraries are not translated.
      if (!clause.equals("7 7") && said(clause).equals(clause)) {
        without.add(clause);
      }
    }
  }

  /** Reads the last argument of a call; 7 stands for any value. */
  private static String lastArgument(String source, int from) {
    StringBuilder text = new StringBuilder();
    Matcher literal = LITERAL.matcher(source);
    boolean value = false;
    int depth = 0;
    for (int at = from; depth > 0 || source.charAt(at) != ')'; at++) {
      char c = source.charAt(at);
      if (c == '"' && literal.find(at)) {
        text.append(depth == 0 ? literal.group(1) : "");
        at = literal.end() - 1;
      } else if (depth == 0 && (c == ',' || c == '+')) {
        text.append(value ? "7" : "");
        text.setLength(c == ',' ? 0 : text.length());
        value = false;
      } else {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        value |= depth > 0 || Character.isJavaIdentifierPart(c);
      }
    }
    return text.append(value ? "7" : "").toString();
  }
}
