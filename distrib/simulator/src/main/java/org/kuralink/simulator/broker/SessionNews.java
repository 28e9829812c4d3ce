/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.time.Clock;
import org.kuralink.simulator.live.Journal;

/** Reports log-ins, log-outs and refused log-ins to the subscribers of live events. */
public record SessionNews(Journal journal, Clock clock) {

  long now() {
    return clock.millis();
  }

  void connected(Session session) {
    tell(session, "connected", "");
  }

  void disconnected(Session session) {
    tell(session, "disconnected", session.endReason());
  }

  private void tell(Session session, String kind, String reason) {
    journal.event("session", SessionChange.of(session, kind, now(), reason)::toJson);
  }

  /** Reports a caller without a session. */
  void unopened(String kind, UnconnectedSessions.Caller caller, int code, String reason) {
    SessionChange change =
        new SessionChange(
            now(),
            kind,
            caller.key(),
            caller.clientId(),
            caller.way(),
            caller.remote(),
            code,
            reason);
    journal.event("session", change::toJson);
  }
}
