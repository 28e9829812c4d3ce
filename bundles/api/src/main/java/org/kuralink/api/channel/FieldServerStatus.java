/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an open server stands.
 *
 * @param serverId of the server
 * @param state of its connection or line
 * @param lastError the last one, for people
 * @param lastErrorAt when that was
 * @param roundTrip of the last request that was answered
 * @param requests sent since it was opened
 * @param retries of them
 * @param failures requests that ended without a right answer, retries included
 * @param disconnectionsLastMinute how often the connection was lost in the last 60 seconds
 * @param disconnectionsLastHalfHour how often in the last 1,800 seconds
 * @param points of all its devices
 */
public record FieldServerStatus(
    String serverId,
    State state,
    Optional<String> lastError,
    Optional<Instant> lastErrorAt,
    Optional<Duration> roundTrip,
    long requests,
    long retries,
    long failures,
    int disconnectionsLastMinute,
    int disconnectionsLastHalfHour,
    List<FieldPointStatus> points) {

  /** The states of a server. */
  public enum State {
    /** Not connected yet, or again; it is tried by itself. */
    CONNECTING,
    /** Connected, or the line is open; devices may be silent all the same. */
    CONNECTED,
    /** The operator's settings forbid it, or the port is in use: it waits for a change. */
    REFUSED,
    /** Closed. */
    CLOSED
  }

  /** Copies the list. */
  public FieldServerStatus {
    points = List.copyOf(points);
  }
}
