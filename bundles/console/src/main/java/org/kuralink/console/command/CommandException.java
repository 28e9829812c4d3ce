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
 * Thrown when a command fails. The message is the complete output for the user; the exception tells
 * the shell, the script or the web page that the command failed.
 */
public final class CommandException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String words;

  /** Creates an exception without a stack trace, which nobody would read. */
  public CommandException(String message) {
    super(message, null, false, false);
    this.words = message;
  }

  /** Returns the message. */
  public String words() {
    return words;
  }
}
