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

/** The events of a session and its transition table. */
enum SessionEvent {
  /** The session is wanted, and its configuration is valid. */
  WANTED,
  /** The session is not wanted any more. */
  UNWANTED,
  /** The log-in data is available. */
  LOGIN_READY,
  /** The platform accepted the log-in. */
  LOGGED_IN,
  /** The attempt failed, was refused or timed out, or the link was lost. */
  FAILED,
  /** An attempt that a user requested was refused for its credentials or the configuration. */
  REFUSED,
  /** The pause after a failure has elapsed. */
  PAUSE_OVER,
  /** A setting of the link has changed. */
  LINK_CHANGED,
  /** The component is deactivated. */
  CLOSE;

  /** Returns the next state; the same state if the event has no effect in it. */
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
