/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes of a session's state, in their order, on a thread of the connection that is not
 * the one that receives messages. Must return soon; an exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface SessionListener {

  /** The session went from one state to another. */
  void changed(SessionState from, SessionStatus now);

  /**
   * The fallback has begun to carry durable messages, or has ceased to; the state, which is never
   * {@link SessionState#ONLINE} while it does, stays as it is. See {@link
   * SessionStatus#isUplinkOnly}.
   */
  default void uplinkChanged(SessionStatus now) {}
}
