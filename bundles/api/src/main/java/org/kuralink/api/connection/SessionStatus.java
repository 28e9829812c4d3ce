/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Instant;
import java.util.Optional;

/**
 * An immutable snapshot of a session's status.
 *
 * @param state the state
 * @param since when the session entered the state
 * @param server host and port of the last attempt, for example {@code ssl://localhost:8883}; empty
 *     before the first attempt
 * @param fault the last failure; kept after recovery until the next failure, so that the cause of
 *     an interruption remains visible
 * @param attempts log-in attempts since the last success; 0 while online
 * @param sessions successful log-ins since the component started
 * @param nextAttempt when the next attempt is due; present only in {@link SessionState#WAITING}
 * @param queue the status of the durable uplink queue
 */
public record SessionStatus(
    SessionState state,
    Instant since,
    Optional<String> server,
    Optional<SessionFault> fault,
    int attempts,
    long sessions,
    Optional<Instant> nextAttempt,
    QueueStatus queue) {

  /** Returns whether the session is online. */
  public boolean isOnline() {
    return state == SessionState.ONLINE;
  }

  /** Returns the status of the fallback transport; empty if none is configured. */
  public Optional<FallbackStatus> fallback() {
    return queue.fallback();
  }

  /**
   * Returns whether the session is not online but the fallback transport sends durable messages of
   * the gateway itself.
   */
  public boolean isUplinkOnly() {
    return !isOnline() && fallback().filter(FallbackStatus::isInUse).isPresent();
  }
}
