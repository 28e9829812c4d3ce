/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

/** Where a session stands; the connection's README has the diagram. */
public enum SessionState {
  /**
   * Not wanted: nobody asked for it yet, somebody asked to disconnect, or the attempt that somebody
   * asked for was refused.
   */
  STOPPED,
  /** Asking for what a log-in needs: the issued device secret, or a token. */
  AUTHENTICATING,
  /** Opening the link and sending CONNECT. */
  CONNECTING,
  /** Logged in. */
  ONLINE,
  /** The last attempt failed or the link broke; the next attempt comes after a pause. */
  WAITING,
  /** The component is gone; no state follows. */
  CLOSED
}
