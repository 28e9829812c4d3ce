/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.TimeUnit;

/**
 * Finds a poison message: one whose delivery makes the platform close the link. After two links
 * were lost with the same message first in flight, the message is suspected: the next links first
 * stay idle, to detect a platform that closes links anyway, and then carry this message alone.
 * After two more links were lost with it, it is the poison message. Has the same owner as {@link
 * UplinkSender}.
 */
final class PoisonWatch {

  /** How long a link stays idle before a suspected message is sent. */
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A link that is lost later than this after the message was sent was not lost because of it. */
  static final long BLAME_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int SUSPECT = 2;
  private static final int CONVICT = 4;

  private long message = -1;
  private int strikes;

  /**
   * Returns whether a message is suspected, so that the next one is sent alone after the idle time.
   */
  boolean careful() {
    return strikes >= SUSPECT;
  }

  /** Clears the suspicion if the message, or one behind it, is acknowledged. */
  void acknowledged(long sequence) {
    if (sequence == message || careful() && sequence > message) {
      strikes = 0;
    }
  }

  /**
   * A link was lost this long after the first message in flight was sent on it.
   *
   * @return whether that message must never be sent again
   */
  boolean lost(long firstInFlight, long nanosSinceSent) {
    if (nanosSinceSent > BLAME_NANOS) {
      return false;
    }
    strikes = firstInFlight == message ? strikes + 1 : 1;
    message = firstInFlight;
    if (strikes < CONVICT) {
      return false;
    }
    strikes = 0;
    return true;
  }
}
