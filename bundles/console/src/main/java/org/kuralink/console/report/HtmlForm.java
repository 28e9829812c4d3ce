/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import java.util.List;

/** Lays parts of a report out as HTML, in the style of the Web Console's own tables. */
public final class HtmlForm {

  private HtmlForm() {}

  static void write(ViewReport.Part part, StringBuilder html) {
    if (part instanceof ViewReport.Facts facts) {
      html.append("<table class=\"nicetable\"><tbody>\n");
      facts
          .values()
          .forEach(
              (label, value) -> {
                html.append("<tr><td style=\"width:12em\">").append(escape(label));
                html.append("</td><td>").append(escape(value)).append("</td></tr>\n");
              });
      html.append("</tbody></table>\n");
    } else if (part instanceof ViewReport.Table table) {
      html.append("<table class=\"nicetable\"><thead>");
      row("th", table.heads(), html);
      html.append("</thead><tbody>\n");
      table.rows().forEach(row -> row("td", row, html));
      html.append("</tbody></table>\n");
    } else if (part instanceof ViewReport.Text text) {
      html.append("<pre class=\"ui-widget-content\" style=\"padding:.5em;overflow:auto\">");
      html.append(escapeLines(text.text())).append("</pre>\n");
    }
  }

  private static void row(String cell, List<String> values, StringBuilder html) {
    html.append("<tr>");
    for (String value : values) {
      html.append('<').append(cell).append('>').append(escape(value));
      html.append("</").append(cell).append('>');
    }
    html.append("</tr>\n");
  }

  /** Text as it may stand in HTML, also inside of a quoted attribute, on one line. */
  public static String escape(String text) {
    return escaped(ScreenText.of(text));
  }

  /** The same with the lines that it has. */
  public static String escapeLines(String text) {
    return escaped(ScreenText.lines(text));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
