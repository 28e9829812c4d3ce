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
 * A listener for a session's state. Called in the order of the changes, on a thread of the
 * connection other than the one that receives messages. The call must return quickly; an exception
 * is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface SessionListener {

  /** Called when the session went from one state to another. */
  void changed(SessionState from, SessionStatus now);

  /**
   * Called when the fallback transport started or stopped carrying durable messages. The session's
   * state does not change with it, and is never {@link SessionState#ONLINE} while the fallback is
   * in use. See {@link SessionStatus#isUplinkOnly}.
   */
  default void uplinkChanged(SessionStatus now) {}
}
