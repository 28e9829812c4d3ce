/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;

/**
 * The time after a start in which components that a file names may still come. Measured by the
 * scheduler: a wall clock may leap while a gateway starts. Any thread may ask.
 */
final class StartUp {

  /** How often it is looked whether something has come. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private volatile boolean over;

  /** Begins now. */
  void begin(CotaThread thread, Duration patience) {
    over = patience.isZero();
    thread.later(patience, () -> over = true);
  }

  boolean isGoing() {
    return !over;
  }
}
