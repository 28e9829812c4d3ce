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
 * Provides the log-in data of each attempt. Called by one thread at a time; it may block on network
 * and disk, within its time limits.
 */
public interface LoginProvider extends AutoCloseable {

  /**
   * Returns the log-in data.
   *
   * @throws LoginException if there is none; the message says what to do
   */
  Login login() throws LoginException;

  /** Discards cached data because the platform refused the last log-in. */
  default void refused() {}

  /** Ends threads and connections; never throws. */
  @Override
  default void close() {}
}
