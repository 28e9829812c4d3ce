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
 * What is to be shown, before it is known where: the shell prints it, the web page draws it.
 *
 * @param sections in their order
 */
public record ViewReport(List<Section> sections) {

  /** Copies the list. */
  public ViewReport {
    sections = List.copyOf(sections);
  }

  /** A report of a few words. */
  public static ViewReport of(String words) {
    return new ViewReport(List.of(new Section(words, List.of())));
  }

  /** This report and then another. */
  public ViewReport and(ViewReport other) {
    List<Section> all = new ArrayList<>(sections);
    all.addAll(other.sections);
    return new ViewReport(all);
  }

  /** As the shell prints it. */
  public String toText() {
    StringJoiner lines = new StringJoiner(System.lineSeparator());
    for (Section section : sections) {
      lines.add(ScreenText.of(section.title));
      section.parts.forEach(part -> TextForm.write(part, lines::add));
    }
    return lines.toString();
  }

  /** As the web page draws it. */
  public String toHtml() {
    return toHtml(PageWords.ENGLISH);
  }

  /** As the web page draws it, in a language. */
  public String toHtml(PageWords words) {
    HtmlForm form = new HtmlForm(words);
    sections.forEach(section -> form.write(section.title, section.parts));
    return form.toString();
  }

  /**
   * A heading and what stands below it.
   *
   * @param parts in their order
   */
  public record Section(String title, List<SectionPart> parts) {

    /** Copies the list. */
    public Section {
      parts = List.copyOf(parts);
    }

    /** A section of one part. */
    public Section(String title, SectionPart part) {
      this(title, List.of(part));
    }
  }

  /** Something to be laid out, each kind in its own way for the shell and for the page. */
  public sealed interface SectionPart {}

  /**
   * Labels with their values.
   *
   * @param values by label, in the order to be shown
   */
  public record Facts(Map<String, String> values) implements SectionPart {}

  /**
   * Rows under column heads.
   *
   * @param rows each as long as the heads
   */
  public record Table(List<String> heads, List<List<String>> rows) implements SectionPart {}

  /**
   * Rows with buttons, which the shell shows without them.
   *
   * @param buttons of each row
   */
  public record Choices(Table table, List<List<Button>> buttons) implements SectionPart {}

  /**
   * A button within a report.
   *
   * @param action the name of what it does, by which the view knows it
   * @param question to be answered first; empty if there is none
   */
  public record Button(String action, String label, String question) {}

  /**
   * What a person may look for on the page; the shell has words of the command for it.
   *
   * @param fields in their order
   */
  public record Search(List<SearchField> fields) implements SectionPart {}

  /**
   * A field of a search.
   *
   * @param name under which the view is asked for it
   * @param value that it has now
   * @param options to choose from, without which it is typed
   */
  public record SearchField(String name, String label, String value, List<String> options) {}

  /**
   * Which page of many this is.
   *
   * @param number from 1
   * @param last number
   * @param asked what was looked for
   */
  public record Pages(int number, int last, Map<String, String> asked) implements SectionPart {

    /** Under which the view is asked for another page. */
    public static final String NAME = "page";
  }

  /** Text with lines of its own, for example JSON. */
  public record Text(String text) implements SectionPart {}
}
