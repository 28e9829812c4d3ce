/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

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
    } else if (part instanceof ViewReport.Choices choices) {
      write(choices, html);
    } else if (part instanceof ViewReport.Search search) {
      html.append("<form method=\"get\" style=\"margin:.5em 0\">");
      search.fields().forEach(field -> write(field, html));
      html.append("<button type=\"submit\">Show</button></form>\n");
    } else if (part instanceof ViewReport.Pages pages) {
      html.append("<p>");
      link(pages, pages.number() - 1, "Previous page", html);
      html.append("page ").append(pages.number()).append(" of ").append(pages.last()).append(' ');
      link(pages, pages.number() + 1, "Next page", html);
      html.append("</p>\n");
    } else if (part instanceof ViewReport.Text text) {
      html.append("<pre class=\"ui-widget-content\" style=\"padding:.5em;overflow:auto\">");
      html.append(escapeLines(text.text())).append("</pre>\n");
    }
  }

  private static void row(String cell, List<String> values, StringBuilder html) {
    html.append("<tr>");
    cells(cell, values, html);
    html.append("</tr>\n");
  }

  private static void cells(String cell, List<String> values, StringBuilder html) {
    for (String value : values) {
      html.append('<').append(cell).append('>').append(escape(value));
      html.append("</").append(cell).append('>');
    }
  }

  /** A form without an address goes where the page itself is, with what was looked for. */
  private static void write(ViewReport.Choices choices, StringBuilder html) {
    html.append("<table class=\"nicetable\"><thead><tr>");
    cells("th", choices.table().heads(), html);
    html.append("<th></th></tr></thead><tbody>\n");
    for (int i = 0; i < choices.table().rows().size(); i++) {
      html.append("<tr>");
      cells("td", choices.table().rows().get(i), html);
      html.append("<td style=\"white-space:nowrap\">");
      choices.buttons().get(i).forEach(button -> write(button, html));
      html.append("</td></tr>\n");
    }
    html.append("</tbody></table>\n");
  }

  private static void write(ViewReport.Button button, StringBuilder html) {
    html.append("<form method=\"post\" style=\"display:inline\">");
    html.append("<input type=\"hidden\" name=\"action\" value=\"");
    html.append(escape(button.action())).append("\"><button type=\"submit\"");
    if (!button.question().isEmpty()) {
      // The question stands in an attribute of its own, where none of it is taken for a script.
      html.append(" data-question=\"").append(escape(button.question()));
      html.append("\" onclick=\"return confirm(this.dataset.question)\"");
    }
    html.append('>').append(escape(button.label())).append("</button></form> ");
  }

  private static void write(ViewReport.Field field, StringBuilder html) {
    html.append("<label>").append(escape(field.label())).append(' ');
    if (field.options().isEmpty()) {
      html.append("<input type=\"text\" name=\"").append(escape(field.name()));
      html.append("\" value=\"").append(escape(field.value())).append("\"></label> ");
      return;
    }
    html.append("<select name=\"").append(escape(field.name())).append("\">");
    for (String option : field.options()) {
      html.append(option.equals(field.value()) ? "<option selected>" : "<option>");
      html.append(escape(option)).append("</option>");
    }
    html.append("</select></label> ");
  }

  private static void link(ViewReport.Pages pages, int number, String words, StringBuilder html) {
    if (number < 1 || number > pages.last()) {
      return;
    }
    StringJoiner query = new StringJoiner("&", "?", "");
    Map<String, String> asked = new LinkedHashMap<>(pages.asked());
    asked.put(ViewReport.Pages.NAME, Integer.toString(number));
    asked.forEach((name, value) -> query.add(encoded(name) + "=" + encoded(value)));
    html.append("<a href=\"").append(escape(query.toString())).append("\">");
    html.append(words).append("</a> ");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Text as it may stand in HTML, also inside of a quoted attribute, on one line. */
  public static String escape(String text) {
    return escaped(ScreenText.of(text));
  }

  /** As {@link #escape}, but the text keeps its lines and tabs. */
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
