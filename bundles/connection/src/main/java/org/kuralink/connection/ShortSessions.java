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
import org.kuralink.api.connection.DeviceIdentity;

/**
 * Counts the sessions in a row that the platform ended soon after their log-in: several tell of
 * somebody else with the same identity. One that lasted, whoever ended it, begins the count anew.
 */
final class ShortSessions {

  /** A session that the platform ends sooner than this is a short one. */
  static final Duration SHORT = Duration.ofSeconds(60);

  /** So many in a row tell of somebody else. */
  static final int TAKE_OVER = 3;

  private int count;

  /**
   * A link was lost.
   *
   * @param ended whether a session was online on it and the platform ended it
   * @return whether somebody else is to be suspected
   */
  boolean lost(boolean ended, Duration lasted) {
    count = ended && lasted.compareTo(SHORT) < 0 ? count + 1 : 0;
    return count >= TAKE_OVER;
  }

  /** A session is over, for whatever reason. */
  void ended(Duration lasted) {
    if (lasted.compareTo(SHORT) >= 0) {
      count = 0;
    }
  }

  /** What was before is of no consequence any more. */
  void forget() {
    count = 0;
  }

  String words(DeviceIdentity identity) {
    return "The platform ended "
        + count
        + " sessions in a row soon after their log-in. Probably another client logs in as "
        + identity
        + ": give each machine a device of its own";
  }
}
