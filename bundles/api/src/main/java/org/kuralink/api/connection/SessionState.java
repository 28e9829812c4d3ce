/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/** The state of a session. The README of the connection bundle contains the state diagram. */
public enum SessionState {
  /**
   * Not connecting: no connection was requested, a disconnect was requested, or a requested attempt
   * failed because of the credentials or the configuration.
   */
  STOPPED,
  /** Obtaining what the log-in needs: the issued device secret, or a token. */
  AUTHENTICATING,
  /** Opening the link and sending CONNECT. */
  CONNECTING,
  /** Logged in. */
  ONLINE,
  /** The last attempt failed or the link broke; the next attempt follows after a delay. */
  WAITING,
  /** The component was deactivated; final state. */
  CLOSED
}
