/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kuralink.console.command.Commands;
import org.kuralink.console.report.ViewReport;

/**
 * The view of one capability: a command of the same name in the shell and a tab of the web page. It
 * is a service within this bundle; if the bundle of the capability is missing, only this view is
 * missing.
 */
public interface View extends Commands {

  /** Returns the name of the command, which is also the last part of the page's URL. */
  String name();

  /** Returns the title of the page's tab. */
  String title();

  /** Returns the position of the tab; tabs are sorted by ascending position. */
  int position();

  /** Returns a report of the current state. Called on any thread; must not block. */
  ViewReport report();

  /**
   * Returns a report that is limited by a search.
   *
   * @param asked the values of the search fields by name; unknown names are ignored
   */
  default ViewReport report(Map<String, String> asked) {
    return report();
  }

  /** Returns the actions of the page; each has a form below the report. */
  default List<Action> actions() {
    return List.of();
  }

  /** Returns the action of a button of the page or of the report. */
  default Optional<Action> action(String name) {
    return actions().stream().filter(action -> action.name().equals(name)).findFirst();
  }

  /**
   * An action on the page.
   *
   * @param name the name, unique within the view
   * @param label the label of the button
   * @param field the label of the text field; empty for none; one line each for several fields,
   *     whose texts are passed one per line, with an empty line for an empty field
   * @param run executes the action with the typed text and returns the result; may take a few
   *     seconds
   */
  record Action(String name, String label, String field, UnaryOperator<String> run) {}
}
