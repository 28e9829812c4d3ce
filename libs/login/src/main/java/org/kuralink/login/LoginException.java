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

/** There is nothing to log in with. The message says in plain words why and what to do. */
public final class LoginException extends Exception {

  private static final long serialVersionUID = 1L;

  private final SessionFault.Cause cause;

  /** Says what failed and what to do. */
  public LoginException(SessionFault.Cause cause, String message) {
    super(message, null, false, false);
    this.cause = cause;
  }

  /** Why, for programs; the message says it for people. */
  public SessionFault.Cause cause() {
    return cause;
  }
}
