/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.json.output;

/** A value for which JSON has no form. The message names where it is and what it is. */
public final class UnsayableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  private final String path;
  private final String problem;

  UnsayableException(String path, String problem) {
    super(path.isEmpty() ? problem : path + " " + problem);
    this.path = path;
    this.problem = problem;
  }

  /** Where the value is, as in {@code tank.level[3]}; empty at the top. */
  public String path() {
    return path;
  }

  /** What is wrong with it, as a predicate: "is NaN, which JSON cannot say". */
  public String problem() {
    return problem;
  }

  UnsayableException within(String step) {
    String separator = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new UnsayableException(step + separator + path, problem);
  }
}
