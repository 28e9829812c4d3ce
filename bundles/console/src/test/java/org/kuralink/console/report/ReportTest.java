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

class ReportTest {

  @Test
  void theShellSeesAlignedColumns() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", "online");
    facts.put("version", "7");
    Report report =
        new Report(
            List.of(
                new Report.Section("shadow main", new Report.Facts(facts)),
                new Report.Section(
                    "attributes",
                    new Report.Table(
                        List.of("name", "value"),
                        List.of(List.of("a", "1"), List.of("temperature", "")))),
                new Report.Section("document", new Report.Text("{\n}"))));
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
  void nothingThatCameFromOutsideBecomesMarkup() {
    String evil = "<script>alert('1')</script>&\"";
    Report report =
        new Report(
            List.of(
                new Report.Section(
                    evil,
                    List.of(
                        new Report.Facts(Map.of(evil, evil)),
                        new Report.Table(List.of(evil), List.of(List.of(evil))),
                        new Report.Text(evil)))));
    String html = report.toHtml();
    assertFalse(html.contains("<script"), html);
    assertTrue(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;"), html);
  }
}
