/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import org.kuralink.api.connection.SessionFault;

/** There is no log-in data. The message says why, and what to do. */
public final class LoginException extends Exception {

  private static final long serialVersionUID = 1L;

  private final SessionFault.Cause cause;

  /** An exception with a message that says what failed and what to do. */
  public LoginException(SessionFault.Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  /** Returns the cause for programs. */
  public SessionFault.Cause cause() {
    return cause;
  }
}
