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
 * A picture of a session at one moment.
 *
 * @param state where it stands
 * @param since when it came there
 * @param server host and port of the last attempt, for example {@code ssl://localhost:8883}; empty
 *     before the first
 * @param fault the last failure; stays after recovery until the next failure, so that a person can
 *     still see why there was an interruption
 * @param attempts log-ins tried since the last success, 0 while online
 * @param sessions successful log-ins since the component started
 * @param nextAttempt when the next attempt is due; present only in {@link SessionState#WAITING}
 * @param queue of durable uplink messages
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

  /** Whether messages flow. */
  public boolean isOnline() {
    return state == SessionState.ONLINE;
  }

  /** How the transport stands that stands in for MQTT; empty if none is configured. */
  public Optional<FallbackStatus> fallback() {
    return queue.fallback();
  }

  /**
   * Whether the session is not online, and durable messages of the gateway itself nevertheless go
   * out, over its fallback.
   */
  public boolean isUplinkOnly() {
    return !isOnline() && fallback().filter(FallbackStatus::isInUse).isPresent();
  }
}
