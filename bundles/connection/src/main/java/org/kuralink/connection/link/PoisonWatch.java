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
 * Finds the message for whose sake the platform closes the link each time. After two links lost
 * with the same message first in flight, the next links stay quiet for a while, so that a platform
 * that closes links anyway betrays itself, and then carry this message alone. A link lost then too,
 * twice, convicts it. Owned as the sender is.
 */
final class PoisonWatch {

  /** How long a link stays quiet before a suspect is sent. */
  static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A link lost later than this after the message was sent is not its fault. */
  static final long BLAME_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int SUSPECT = 2;
  private static final int CONVICT = 4;

  private long message = -1;
  private int strikes;

  /** Whether the next message goes alone and after a quiet while. */
  boolean careful() {
    return strikes >= SUSPECT;
  }

  /** The message is through; one behind the suspect gets there only if the suspect is gone. */
  void acknowledged(long sequence) {
    if (sequence == message || careful() && sequence > message) {
      strikes = 0;
    }
  }

  /**
   * A link was lost so long after the first message in flight was sent on it.
   *
   * @return whether that message is never to be sent again
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
