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
 * What a person can see of one capability, in the shell as a command of the same name and on the
 * web page. A service within this bundle, so that a capability whose bundle is missing is only a
 * view that is missing.
 */
public interface View extends Commands {

  /** The name of the command, and the last part of the page's address. */
  String name();

  /** What stands at the page's tab. */
  String title();

  /** Where the tab stands; small numbers first. */
  int position();

  /** The state of this moment. Any thread; must not block. */
  ViewReport report();

  /**
   * What is shown to somebody who looks for something.
   *
   * @param asked by the names of the fields of a search; what is not known is ignored
   */
  default ViewReport report(Map<String, String> asked) {
    return report();
  }

  /** What a person can do about it on the page, each with a form below the report. */
  default List<Action> actions() {
    return List.of();
  }

  /** What a button of the page, or of the report, does. */
  default Optional<Action> action(String name) {
    return actions().stream().filter(action -> action.name().equals(name)).findFirst();
  }

  /**
   * Something that a person can do on the page.
   *
   * @param name unique within the view
   * @param label of the button
   * @param field what is to be typed beside the button; empty if nothing; several things a line
   *     each, and what is typed comes so, too, an empty line for what was left empty
   * @param run does it with what was typed, and tells the outcome; may take a few seconds
   */
  record Action(String name, String label, String field, UnaryOperator<String> run) {}
}
