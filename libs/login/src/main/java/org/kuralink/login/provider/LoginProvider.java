/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login.provider;

import org.kuralink.login.LoginException;

/**
 * Finds out, at each attempt anew, how to log in. Only the session's own thread calls it; it may
 * block on network and disk, up to its limits.
 */
public interface LoginProvider extends AutoCloseable {

  /**
   * What to log in with now.
   *
   * @throws LoginException if there is nothing to log in with; says what to do
   */
  Login login() throws LoginException;

  /** The platform refused the last log-in: what was cached for it is worth nothing any more. */
  default void refused() {}

  /** Ends threads and connections; never throws. */
  @Override
  default void close() {}
}
