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
 * An immutable snapshot of an open server's status.
 *
 * @param serverId the id of the server
 * @param state the state of its connection or serial line
 * @param lastError the last error, for display
 * @param lastErrorAt when the last error occurred
 * @param roundTrip the round-trip time of the last answered request
 * @param requests how many requests were sent since the server was opened
 * @param retries how many of the requests were retries
 * @param failures how many requests failed, including retries
 * @param disconnectionsLastMinute how often the connection was lost in the last 60 seconds
 * @param disconnectionsLastHalfHour how often the connection was lost in the last 1,800 seconds
 * @param points the points of all its devices
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

  /** The state of a server. */
  public enum State {
    /** Not connected; the channel keeps trying to connect. */
    CONNECTING,
    /** Connected, or the serial line is open; devices may nevertheless be unreachable. */
    CONNECTED,
    /**
     * The operator's settings forbid the connection, or the port is in use; the channel waits for a
     * change.
     */
    REFUSED,
    /** Closed. */
    CLOSED
  }

  /** Copies the list. */
  public FieldServerStatus {
    points = List.copyOf(points);
  }
}
