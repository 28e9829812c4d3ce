/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.OpenLine;

/**
 * The durations of the current and the previous sessions, and the reconnect pause that follows from
 * them. Several consecutive short sessions that the platform ended indicate another client with the
 * same identity; a session that lasted resets the count, whoever ended it. Owned by the session's
 * thread.
 */
final class SessionHistory {

  /** A session that the platform ends sooner is a short session. */
  static final Duration SHORT = Duration.ofSeconds(60);

  /** The number of consecutive short sessions that indicate another client. */
  static final int TAKE_OVER = 3;

  private final SessionParts parts;
  private final ReconnectPolicy policy;
  private @Nullable OpenLine opened;
  private long openedAt;
  private int shortOnes;

  /** A history without any session. */
  SessionHistory(SessionParts parts) {
    this.parts = parts;
    policy =
        new ReconnectPolicy(
            Duration.ofSeconds(10), Duration.ofSeconds(60), parts.random()::nextDouble);
  }

  /** Sets other reconnect windows. */
  void windows(Duration first, Duration widest) {
    policy.change(first, widest);
  }

  /** Records that the platform accepted the log-in over a line with these capabilities. */
  void begins(OpenLine what) {
    opened = what;
    openedAt = parts.nanoTime().getAsLong();
  }

  /** The capabilities of the line while a session exists. */
  Optional<OpenLine> line() {
    return Optional.ofNullable(opened);
  }

  boolean isIn() {
    return opened != null;
  }

  /**
   * Records that the link was lost.
   *
   * @return whether another client with the same identity is likely
   */
  boolean isTakenOver(Cause cause) {
    // Over an uplink-only line, a log-in does not end the session of another client.
    boolean ended = opened != null && opened.downlink() && cause == Cause.LINK_LOST;
    shortOnes = ended && lasted().compareTo(SHORT) < 0 ? shortOnes + 1 : 0;
    return shortOnes >= TAKE_OVER;
  }

  /** Returns the message for the operator if another client is likely. */
  String words(DeviceIdentity identity) {
    return "The platform ended "
        + shortOnes
        + " consecutive sessions within 60 s of their log-in. Probably another client logs in as "
        + identity
        + ": use a separate device for each machine";
  }

  /** Resets the count of short sessions. */
  void forget() {
    shortOnes = 0;
  }

  /** Returns the pause after a failed attempt or after the session that ends now. */
  Duration pause(boolean refused) {
    if (isIn()) {
      policy.sessionLasted(lasted());
    }
    return refused ? policy.refused() : policy.failed();
  }

  /**
   * Records the end of a session.
   *
   * @param byItself whether {@link #pause} was already called for this end
   */
  void ends(boolean byItself) {
    if (isIn()) {
      if (!byItself) {
        policy.sessionLasted(lasted());
      }
      if (lasted().compareTo(SHORT) >= 0) {
        shortOnes = 0;
      }
    }
    opened = null;
  }

  private Duration lasted() {
    return Duration.ofNanos(parts.nanoTime().getAsLong() - openedAt);
  }
}
