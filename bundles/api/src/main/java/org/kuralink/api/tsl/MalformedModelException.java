/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

/**
 * Thrown when a document is not a valid TSL. Expected with input from a file or a network, so there
 * is no stack trace.
 */
public final class MalformedModelException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final String element;

  /**
   * Creates an exception.
   *
   * @param line the line, from 1
   * @param element the path of the element, for example {@code properties[2].dataType.specs.min}
   * @param message what is wrong
   */
  public MalformedModelException(int line, String element, String message) {
    super("line " + line + ", " + element + ": " + message, null, false, false);
    this.line = line;
    this.element = element;
  }

  /** Returns the line, from 1. */
  public int line() {
    return line;
  }

  /** Returns the path of the element. */
  public String element() {
    return element;
  }
}
