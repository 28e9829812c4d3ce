/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces references <code>${env:NAME}</code> with environment variables, so that files need not
 * contain secrets.
 */
final class Environment {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([^}]*)\\}");

  private final Function<String, Optional<String>> variables;

  Environment(Function<String, Optional<String>> variables) {
    this.variables = variables;
  }

  /** Returns the environment of this process. */
  static Environment ofProcess() {
    return new Environment(name -> Optional.ofNullable(System.getenv(name)));
  }

  /**
   * Replaces each reference with the value of its variable.
   *
   * @throws WrongValueException if a variable is not set
   */
  String fillIn(String text) throws WrongValueException {
    if (!text.contains("${env:")) {
      return text;
    }
    Matcher reference = REFERENCE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (reference.find()) {
      String name = reference.group(1);
      String value =
          variables
              .apply(name)
              .orElseThrow(
                  () -> new WrongValueException("environment variable " + name + " is not set"));
      reference.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return reference.appendTail(filled).toString();
  }
}
