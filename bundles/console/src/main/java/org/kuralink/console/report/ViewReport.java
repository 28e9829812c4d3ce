/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The content of a view, independent of its format: the shell prints it as text, the web page
 * renders it as HTML.
 *
 * @param sections the sections in their order
 */
public record ViewReport(List<Section> sections) {

  /** Copies the list. */
  public ViewReport {
    sections = List.copyOf(sections);
  }

  /** Returns a report that consists of one line. */
  public static ViewReport of(String words) {
    return new ViewReport(List.of(new Section(words, List.of())));
  }

  /** Returns this report followed by another one. */
  public ViewReport and(ViewReport other) {
    List<Section> all = new ArrayList<>(sections);
    all.addAll(other.sections);
    return new ViewReport(all);
  }

  /** Returns the report as text for the shell. */
  public String toText() {
    StringJoiner lines = new StringJoiner(System.lineSeparator());
    for (Section section : sections) {
      lines.add(ScreenText.of(section.title));
      section.parts.forEach(part -> TextForm.write(part, lines::add));
    }
    return lines.toString();
  }

  /** Returns the report as HTML in English. */
  public String toHtml() {
    return toHtml(PageWords.ENGLISH);
  }

  /** Returns the report as HTML in a language. */
  public String toHtml(PageWords words) {
    HtmlForm form = new HtmlForm(words);
    sections.forEach(section -> form.write(section.title, section.parts));
    return form.toString();
  }

  /**
   * A heading with its content.
   *
   * @param parts the parts in their order
   */
  public record Section(String title, List<SectionPart> parts) {

    /** Copies the list. */
    public Section {
      parts = List.copyOf(parts);
    }

    /** Creates a section with one part. */
    public Section(String title, SectionPart part) {
      this(title, List.of(part));
    }
  }

  /** A part of a section; the shell and the page render each type in their own way. */
  public sealed interface SectionPart {}

  /**
   * A list of labels and values.
   *
   * @param values the values by label, in display order
   */
  public record Facts(Map<String, String> values) implements SectionPart {}

  /**
   * A table.
   *
   * @param rows the rows, each with as many cells as there are heads
   */
  public record Table(List<String> heads, List<List<String>> rows) implements SectionPart {}

  /**
   * A table with buttons; the shell shows only the table.
   *
   * @param buttons the buttons of each row
   */
  public record Choices(Table table, List<List<Button>> buttons) implements SectionPart {}

  /**
   * A button in a table.
   *
   * @param action the name of the action of the view
   * @param question the question to be confirmed first; empty for none
   */
  public record Button(String action, String label, String question) {}

  /**
   * A search form on the page; in the shell the command has arguments for the same purpose.
   *
   * @param fields the fields in their order
   */
  public record Search(List<SearchField> fields) implements SectionPart {}

  /**
   * A field of a search form.
   *
   * @param name the name of the query parameter
   * @param value the current value
   * @param options the options of a selection; empty for a text field
   */
  public record SearchField(String name, String label, String value, List<String> options) {}

  /**
   * The navigation between the pages of a long table.
   *
   * @param number the current page, from 1
   * @param last the last page
   * @param asked the current search
   */
  public record Pages(int number, int last, Map<String, String> asked) implements SectionPart {

    /** The name of the query parameter for the page. */
    public static final String NAME = "page";
  }

  /** Preformatted text with line breaks, for example JSON. */
  public record Text(String text) implements SectionPart {}
}
