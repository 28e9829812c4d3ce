/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json.output;

/** A value that JSON cannot represent. The message names its path and the problem. */
public final class UnsupportedValueException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final String path;
  private final String problem;

  UnsupportedValueException(String path, String problem) {
    super(path.isEmpty() ? problem : path + " " + problem);
    this.path = path;
    this.problem = problem;
  }

  /** Returns the path of the value, as in {@code tank.level[3]}; empty for the top value. */
  public String path() {
    return path;
  }

  /** Returns the problem as a predicate: "is NaN, which JSON cannot represent". */
  public String problem() {
    return problem;
  }

  UnsupportedValueException within(String step) {
    String separator = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new UnsupportedValueException(step + separator + path, problem);
  }
}
