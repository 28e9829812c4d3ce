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
 * How long the platform has let us in, this time and the times before, and what follows for the
 * pause before the next attempt. Several times in a row that the platform ended soon tell of
 * somebody else with the same identity; one that lasted, whoever ended it, begins the count anew.
 * Owned by the session's thread.
 */
final class Admission {

  /** A session that the platform ends sooner than this is a short one. */
  static final Duration SHORT = Duration.ofSeconds(60);

  /** So many in a row tell of somebody else. */
  static final int TAKE_OVER = 3;

  private final SessionParts parts;
  private final ReconnectPolicy policy;
  private @Nullable OpenLine opened;
  private long openedAt;
  private int shortOnes;

  /** Nobody was let in yet. */
  Admission(SessionParts parts) {
    this.parts = parts;
    policy =
        new ReconnectPolicy(
            Duration.ofSeconds(10), Duration.ofSeconds(60), parts.random()::nextDouble);
  }

  /** Other windows for the pauses. */
  void windows(Duration first, Duration widest) {
    policy.change(first, widest);
  }

  /** The platform has let us in, over a line that can do this. */
  void begins(OpenLine what) {
    opened = what;
    openedAt = parts.nanoTime().getAsLong();
  }

  /** What the line can do, while we are in. */
  Optional<OpenLine> line() {
    return Optional.ofNullable(opened);
  }

  boolean isIn() {
    return opened != null;
  }

  /**
   * A link was lost.
   *
   * @return whether somebody else is to be suspected
   */
  boolean isTakenOver(Cause cause) {
    // Over a line without a downlink nobody's log-in ends that of another.
    boolean ended = opened != null && opened.downlink() && cause == Cause.LINK_LOST;
    shortOnes = ended && lasted().compareTo(SHORT) < 0 ? shortOnes + 1 : 0;
    return shortOnes >= TAKE_OVER;
  }

  /** What a person is told who is to suspect somebody else. */
  String words(DeviceIdentity identity) {
    return "The platform ended "
        + shortOnes
        + " sessions in a row soon after their log-in. Probably another client logs in as "
        + identity
        + ": give each machine a device of its own";
  }

  /** What was before is of no consequence any more. */
  void forget() {
    shortOnes = 0;
  }

  /** The pause after an attempt that failed, or after what lasted until now. */
  Duration pause(boolean refused) {
    if (isIn()) {
      policy.sessionLasted(lasted());
    }
    return refused ? policy.refused() : policy.failed();
  }

  /**
   * We are out.
   *
   * @param byItself whether {@link #pause} was asked for it
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
