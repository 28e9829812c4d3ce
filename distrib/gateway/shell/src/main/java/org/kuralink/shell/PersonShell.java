/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shell;

/** Reads commands of one person until there are no more, on a thread of its own. */
interface PersonShell {

  /** How it came to an end. */
  enum End {
    /** The person wants the gateway to stop. */
    EXIT,
    /** Nobody can type any more; the gateway runs on. */
    GONE
  }

  /** Returns at the end, or after {@link #close()}. */
  End run();

  /** Lets nobody type any more, and leaves a terminal as it was found. */
  void close();
}
