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

/**
 * Formats the parts of a report as HTML in the style of the Web Console's tables. The script of the
 * page refreshes elements of the class {@code live}; forms are outside of them, so that typed text
 * is kept.
 */
public final class HtmlForm {

  private static final String LIVE = "<div class=\"live\">";
  private static final String END = "</div>\n";

  private final PageWords words;
  private final StringBuilder html = new StringBuilder();

  HtmlForm(PageWords words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return html.toString();
  }

  void write(String title, List<ViewReport.SectionPart> parts) {
    html.append(LIVE).append("<h3>").append(said(title)).append("</h3>").append(END);
    parts.forEach(this::write);
  }

  private void write(ViewReport.SectionPart part) {
    if (part instanceof ViewReport.Search search) {
      html.append("<form method=\"get\">");
      search.fields().forEach(this::write);
      html.append("<button type=\"submit\">").append(said("Show")).append("</button></form>\n");
      return;
    }
    html.append(LIVE);
    if (part instanceof ViewReport.Facts facts) {
      write(facts);
    } else if (part instanceof ViewReport.Table table) {
      write(table, List.of());
    } else if (part instanceof ViewReport.Choices choices) {
      write(choices.table(), choices.buttons());
    } else if (part instanceof ViewReport.Pages pages) {
      write(pages);
    } else if (part instanceof ViewReport.Text text) {
      html.append("<pre class=\"ui-widget-content\">");
      html.append(escapeLines(words.say(text.text()))).append("</pre>");
    }
    html.append(END);
  }

  private void write(ViewReport.Facts facts) {
    html.append("<table class=\"nicetable facts\"><tbody>\n");
    facts
        .values()
        .forEach(
            (label, value) -> {
              html.append("<tr><td>").append(said(label)).append("</td><td>");
              html.append(escape(words.value(label, value))).append("</td></tr>\n");
            });
    html.append("</tbody></table>\n");
  }

  /**
   * Writes a table; each cell also contains its head, which narrow screens show instead of columns.
   */
  private void write(ViewReport.Table table, List<List<ViewReport.Button>> buttons) {
    html.append("<table class=\"nicetable\"><thead><tr>");
    table.heads().forEach(head -> html.append("<th>").append(said(head)).append("</th>"));
    html.append(buttons.isEmpty() ? "" : "<th></th>").append("</tr></thead><tbody>\n");
    for (int i = 0; i < table.rows().size(); i++) {
      html.append("<tr>");
      for (int j = 0; j < table.heads().size(); j++) {
        String head = table.heads().get(j);
        html.append("<td data-head=\"").append(said(head)).append("\">");
        html.append(escape(words.cell(head, table.rows().get(i).get(j)))).append("</td>");
      }
      if (!buttons.isEmpty()) {
        html.append("<td>");
        buttons.get(i).forEach(this::write);
        html.append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody></table>\n");
  }

  /** Writes a button as a form without an action URL, so that the URL keeps the current search. */
  private void write(ViewReport.Button button) {
    html.append("<form method=\"post\"><input type=\"hidden\" name=\"action\" value=\"");
    html.append(escape(button.action())).append("\"><button type=\"submit\"");
    if (!button.question().isEmpty()) {
      // The question is in a data attribute, so that none of it is executed as a script.
      html.append(" data-question=\"").append(said(button.question()));
      html.append("\" onclick=\"return confirm(this.dataset.question)\"");
    }
    html.append('>').append(said(button.label())).append("</button></form> ");
  }

  private void write(ViewReport.SearchField field) {
    html.append("<label>").append(said(field.label())).append(' ');
    if (field.options().isEmpty()) {
      html.append("<input type=\"text\" name=\"").append(escape(field.name()));
      html.append("\" value=\"").append(escape(field.value())).append("\"></label> ");
      return;
    }
    html.append("<select name=\"").append(escape(field.name())).append("\">");
    for (String option : field.options()) {
      html.append("<option value=\"").append(escape(option));
      html.append(option.equals(field.value()) ? "\" selected>" : "\">");
      html.append(said(option)).append("</option>");
    }
    html.append("</select></label> ");
  }

  private void write(ViewReport.Pages pages) {
    html.append("<p>");
    link(pages, pages.number() - 1, "Previous page");
    html.append(said("page " + pages.number() + " of " + pages.last())).append(' ');
    link(pages, pages.number() + 1, "Next page");
    html.append("</p>");
  }

  private void link(ViewReport.Pages pages, int number, String text) {
    if (number < 1 || number > pages.last()) {
      return;
    }
    StringJoiner query = new StringJoiner("&", "?", "");
    Map<String, String> asked = new LinkedHashMap<>(pages.asked());
    asked.put(ViewReport.Pages.NAME, Integer.toString(number));
    asked.forEach((name, value) -> query.add(encoded(name) + "=" + encoded(value)));
    html.append("<a href=\"").append(escape(query.toString())).append("\">");
    html.append(said(text)).append("</a> ");
  }

  private String said(String english) {
    return escape(words.say(english));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Escapes text for HTML and quoted attributes, on one line. */
  public static String escape(String text) {
    return escaped(ScreenText.of(text));
  }

  /** Escapes text like {@link #escape} but keeps line breaks and tabs. */
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
