/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

/** An interactive shell that reads commands of one user on its own thread. */
interface PersonShell {

  /** The reason why the shell ended. */
  enum End {
    /** The user wants to stop the gateway. */
    EXIT,
    /** The input is closed; the gateway continues to run. */
    GONE
  }

  /** Reads commands and returns at the end of the input or after {@link #close()}. */
  End run();

  /** Stops reading and restores the settings of the terminal. */
  void close();
}
