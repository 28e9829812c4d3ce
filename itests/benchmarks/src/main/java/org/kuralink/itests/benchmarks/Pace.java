/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The rate of posts.
 *
 * @param perSecond posts per second; 0 for the maximum
 */
record Pace(int perSecond) {

  static final Pace FLAT_OUT = new Pace(0);

  /** Waits until it is time for a post. */
  void await(long startNanos, int number) {
    if (perSecond == 0) {
      return;
    }
    long due = startNanos + TimeUnit.SECONDS.toNanos(number) / perSecond;
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
