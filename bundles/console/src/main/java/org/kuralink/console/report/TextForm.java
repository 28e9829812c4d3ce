/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Formats the parts of a report as text for a shell; blanks align the columns. */
final class TextForm {

  private static final String INDENT = "  ";

  private TextForm() {}

  static void write(ViewReport.SectionPart part, Consumer<String> lines) {
    if (part instanceof ViewReport.Facts facts) {
      Map<String, String> visible = new LinkedHashMap<>();
      facts.values().forEach((name, v) -> visible.put(ScreenText.of(name), ScreenText.of(v)));
      write(new ViewReport.Facts(visible), lines);
    } else if (part instanceof ViewReport.Table table) {
      write(
          new ViewReport.Table(
              visible(table.heads()), table.rows().stream().map(TextForm::visible).toList()),
          lines);
    } else if (part instanceof ViewReport.Choices choices) {
      write((ViewReport.SectionPart) choices.table(), lines);
    } else if (part instanceof ViewReport.Pages pages) {
      lines.accept(INDENT + "page " + pages.number() + " of " + pages.last());
    } else if (part instanceof ViewReport.Text text) {
      ScreenText.lines(text.text()).lines().forEach(line -> lines.accept(INDENT + line));
    }
  }

  private static List<String> visible(List<String> texts) {
    return texts.stream().map(ScreenText::of).toList();
  }

  private static void write(ViewReport.Facts facts, Consumer<String> lines) {
    int width = facts.values().keySet().stream().mapToInt(String::length).max().orElse(0);
    for (Map.Entry<String, String> fact : facts.values().entrySet()) {
      lines.accept(INDENT + padded(fact.getKey(), width) + INDENT + fact.getValue());
    }
  }

  private static void write(ViewReport.Table table, Consumer<String> lines) {
    int[] widths = new int[table.heads().size()];
    widen(widths, table.heads());
    table.rows().forEach(row -> widen(widths, row));
    lines.accept(line(widths, table.heads()));
    table.rows().forEach(row -> lines.accept(line(widths, row)));
  }

  private static void widen(int[] widths, List<String> row) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], row.get(i).length());
    }
  }

  private static String line(int[] widths, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(INDENT).append(padded(row.get(i), widths[i]));
    }
    return line.toString().stripTrailing();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
