/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import org.kuralink.api.connection.SessionState;

/** What can happen to a session, and where it leads: the whole transition table. */
enum SessionEvent {
  /** Somebody wants the session, and its configuration is valid. */
  WANTED,
  /** Somebody wants it no longer. */
  UNWANTED,
  /** What the log-in needs is there. */
  LOGIN_READY,
  /** The platform took the log-in. */
  LOGGED_IN,
  /** The attempt failed, was refused or took too long, or the link is gone. */
  FAILED,
  /** The attempt that somebody asked for was refused for its credentials or the configuration. */
  REFUSED,
  /** The pause after a failure is over. */
  PAUSE_OVER,
  /** A setting changed that concerns the link. */
  LINK_CHANGED,
  /** The component goes. */
  CLOSE;

  /** The state that follows; the same one where the event means nothing. */
  SessionState from(SessionState state) {
    if (state == SessionState.CLOSED) {
      return state;
    }
    return switch (this) {
      case WANTED ->
          on(
              state == SessionState.STOPPED || state == SessionState.WAITING,
              SessionState.AUTHENTICATING,
              state);
      case UNWANTED -> SessionState.STOPPED;
      case LOGIN_READY -> on(state == SessionState.AUTHENTICATING, SessionState.CONNECTING, state);
      case LOGGED_IN -> on(state == SessionState.CONNECTING, SessionState.ONLINE, state);
      case FAILED ->
          on(
              state != SessionState.STOPPED && state != SessionState.WAITING,
              SessionState.WAITING,
              state);
      case REFUSED ->
          on(
              state == SessionState.AUTHENTICATING || state == SessionState.CONNECTING,
              SessionState.STOPPED,
              state);
      case PAUSE_OVER -> on(state == SessionState.WAITING, SessionState.AUTHENTICATING, state);
      case LINK_CHANGED -> on(state != SessionState.STOPPED, SessionState.AUTHENTICATING, state);
      case CLOSE -> SessionState.CLOSED;
    };
  }

  private static SessionState on(boolean applies, SessionState next, SessionState same) {
    return applies ? next : same;
  }
}
