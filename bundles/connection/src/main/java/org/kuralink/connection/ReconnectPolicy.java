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
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next log-in: one second plus a random part of a window that doubles
 * with each failure. The chance comes after the cap, and the first window is wide, so that a fleet
 * that lost its platform in one instant does not come back in one instant. Owned by the session's
 * thread.
 */
public final class ReconnectPolicy {

  private static final long FLOOR_NANOS = Duration.ofSeconds(1).toNanos();

  private final DoubleSupplier chance;
  private long firstWindow;
  private long widestWindow;
  private long window;

  /**
   * A policy at its first window.
   *
   * @param chance evenly spread over 0..1
   */
  public ReconnectPolicy(Duration firstWindow, Duration widestWindow, DoubleSupplier chance) {
    this.chance = chance;
    change(firstWindow, widestWindow);
  }

  /** Takes other windows; the present one is fitted in. */
  public void change(Duration first, Duration widest) {
    firstWindow = first.toNanos();
    widestWindow = Math.max(firstWindow, widest.toNanos());
    window = Math.min(Math.max(window, firstWindow), widestWindow);
  }

  /** The pause after an attempt that failed, or a session that ended. */
  public Duration failed() {
    long pause = FLOOR_NANOS + (long) (chance.getAsDouble() * window);
    window = Math.min(2 * window, widestWindow);
    return Duration.ofNanos(pause);
  }

  /**
   * The pause after a log-in that was refused: it will hardly succeed soon, so that it is never
   * shorter than half of the widest window.
   */
  public Duration refused() {
    window = widestWindow;
    return Duration.ofNanos(
        FLOOR_NANOS + widestWindow / 2 + (long) (chance.getAsDouble() * (widestWindow / 2)));
  }

  /** What failed before is of no consequence any more. */
  void anew() {
    window = firstWindow;
  }

  /** A session is over; only one that lasted takes the window back to the first. */
  public void sessionLasted(Duration duration) {
    if (duration.toNanos() >= widestWindow) {
      window = firstWindow;
    }
  }
}
