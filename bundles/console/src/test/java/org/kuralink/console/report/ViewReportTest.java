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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewReportTest {

  @Test
  void theShellSeesAlignedColumns() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", "online");
    facts.put("version", "7");
    ViewReport report =
        new ViewReport(
            List.of(
                new ViewReport.Section("shadow main", new ViewReport.Facts(facts)),
                new ViewReport.Section(
                    "attributes",
                    new ViewReport.Table(
                        List.of("name", "value"),
                        List.of(List.of("a", "1"), List.of("temperature", "")))),
                new ViewReport.Section("document", new ViewReport.Text("{\n}"))));
    assertEquals(
        """
        shadow main
          state    online
          version  7
        attributes
          name         value
          a            1
          temperature
        document
          {
          }""",
        report.toText().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void escapesControlCharactersInText() {
    String evil = "1.0\u001b[2J\u202e\nforged: line";
    ViewReport report =
        new ViewReport(
            List.of(
                new ViewReport.Section(
                    evil,
                    List.of(
                        new ViewReport.Facts(Map.of(evil, evil)),
                        new ViewReport.Table(List.of(evil), List.of(List.of(evil)))))));
    for (String shown : List.of(report.toText(), report.toHtml())) {
      assertTrue(shown.contains("1.0\\u001b[2J\\u202e\\nforged: line"), shown);
      assertFalse(shown.contains("\u001b") || shown.contains("\u202e"), shown);
      assertFalse(shown.lines().anyMatch(line -> line.startsWith("forged")), shown);
    }
    String text = ViewReport.of("title").and(text("a\n\u001b[1m")).toText();
    assertTrue(text.contains("  a") && text.contains("  \\u001b[1m"), text);
  }

  private static ViewReport text(String text) {
    return new ViewReport(List.of(new ViewReport.Section("text", new ViewReport.Text(text))));
  }

  @Test
  void escapesMarkupInHtml() {
    String evil = "<script>alert('1')</script>&\"";
    ViewReport report =
        new ViewReport(
            List.of(
                new ViewReport.Section(
                    evil,
                    List.of(
                        new ViewReport.Facts(Map.of(evil, evil)),
                        new ViewReport.Table(List.of(evil), List.of(List.of(evil))),
                        new ViewReport.Text(evil)))));
    String html = report.toHtml();
    assertFalse(html.contains("<script"), html);
    assertTrue(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;"), html);
  }
}
