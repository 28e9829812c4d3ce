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
 * The pause before the next log-in: one second plus a random part of a window that doubles with
 * each failure. The random part is taken of the capped window, and the initial window is wide, so
 * that many devices that lost the platform at the same time do not all come back at the same time.
 * Owned by the session's thread.
 */
public final class ReconnectPolicy {

  private static final long FLOOR_NANOS = Duration.ofSeconds(1).toNanos();

  private final DoubleSupplier chance;
  private long firstWindow;
  private long widestWindow;
  private long window;

  /**
   * A policy at its initial window.
   *
   * @param chance returns random numbers that are evenly distributed over 0..1
   */
  public ReconnectPolicy(Duration firstWindow, Duration widestWindow, DoubleSupplier chance) {
    this.chance = chance;
    change(firstWindow, widestWindow);
  }

  /** Sets other windows; the current window is adjusted to them. */
  public void change(Duration first, Duration widest) {
    firstWindow = first.toNanos();
    widestWindow = Math.max(firstWindow, widest.toNanos());
    window = Math.min(Math.max(window, firstWindow), widestWindow);
  }

  /** Returns the pause after an attempt that failed, or a session that ended. */
  public Duration failed() {
    long pause = FLOOR_NANOS + (long) (chance.getAsDouble() * window);
    window = Math.min(2 * window, widestWindow);
    return Duration.ofNanos(pause);
  }

  /**
   * Returns the pause after a refused log-in. It is at least half of the maximum window because the
   * next log-in will hardly succeed soon.
   */
  public Duration refused() {
    window = widestWindow;
    return Duration.ofNanos(
        FLOOR_NANOS + widestWindow / 2 + (long) (chance.getAsDouble() * (widestWindow / 2)));
  }

  /** Resets the window to the initial one. */
  void anew() {
    window = firstWindow;
  }

  /** Records the end of a session; one that lasted long enough resets the window. */
  public void sessionLasted(Duration duration) {
    if (duration.toNanos() >= widestWindow) {
      window = firstWindow;
    }
  }
}
