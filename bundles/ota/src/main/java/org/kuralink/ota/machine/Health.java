/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether a new version has been well for long enough, or ill for too long. */
public final class Health {

  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final Duration window;
  private final Duration deadline;
  private final LongSupplier nanoTime;
  private long begun;
  private long wellSince;
  private boolean well;
  private String complaint = "it was not looked at";

  /**
   * A watch.
   *
   * @param window how long it has to be well without a break
   * @param deadline by when it has to be
   */
  public Health(Duration window, Duration deadline, LongSupplier nanoTime) {
    this.window = window;
    this.deadline = deadline;
    this.nanoTime = nanoTime;
  }

  /** Begins to look. */
  public void begin() {
    begun = nanoTime.getAsLong();
    well = false;
  }

  /** Something was found, or nothing. */
  public void look(Optional<String> fault) {
    long now = nanoTime.getAsLong();
    if (fault.isPresent()) {
      well = false;
      complaint = fault.get();
    } else if (!well) {
      well = true;
      wellSince = now;
    }
  }

  /** What is left of the time in which it has to prove itself; a moment at the least. */
  public Duration remaining() {
    Duration left = window.plus(deadline).minusNanos(nanoTime.getAsLong() - begun);
    return left.compareTo(MOMENT) < 0 ? MOMENT : left;
  }

  /** Whether it has proved itself. */
  public boolean isProved() {
    return well && nanoTime.getAsLong() - wellSince >= window.toNanos();
  }

  /** What is wrong, if it has been so for too long. */
  public Optional<String> failure() {
    boolean late = nanoTime.getAsLong() - begun >= window.plus(deadline).toNanos();
    return late && !isProved() ? Optional.of(complaint) : Optional.empty();
  }
}
