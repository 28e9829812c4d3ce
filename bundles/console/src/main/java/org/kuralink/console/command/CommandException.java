/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.command;

import java.io.Serial;

/**
 * A command did not do what the person wanted. The message is all that the person reads; whoever
 * runs the command, a shell, a script or the web page, learns by it that it failed.
 */
public final class CommandException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String words;

  /** A failure in words, without a stack trace that nobody would read. */
  public CommandException(String message) {
    super(message, null, false, false);
    this.words = message;
  }

  /** The message. */
  public String words() {
    return words;
  }
}
