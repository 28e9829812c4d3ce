/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

/** A document is no TSL. Expected from a file or a network, hence without a stack trace. */
public final class MalformedModelException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final String element;

  /**
   * Says what is wrong.
   *
   * @param line from 1
   * @param element the path of the element, for example {@code properties[2].dataType.specs.min}
   */
  public MalformedModelException(int line, String element, String message) {
    super("line " + line + ", " + element + ": " + message, null, false, false);
    this.line = line;
    this.element = element;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The path of the element. */
  public String element() {
    return element;
  }
}
