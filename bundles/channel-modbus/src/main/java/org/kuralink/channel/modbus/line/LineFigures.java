/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The statistics of a line since it was opened. Thread-safe. */
public final class LineFigures {

  private static final int MOST_KEPT = 1000;

  private final Clock clock;
  private final Deque<Instant> disconnections = new ArrayDeque<>();
  private long requests;
  private long retries;
  private long failures;
  private Optional<Duration> roundTrip = Optional.empty();
  private Optional<String> lastError = Optional.empty();
  private Optional<Instant> lastErrorAt = Optional.empty();

  LineFigures(Clock clock) {
    this.clock = clock;
  }

  synchronized void asked(boolean again) {
    requests++;
    retries += again ? 1 : 0;
  }

  synchronized void answered(Duration took) {
    roundTrip = Optional.of(took);
  }

  synchronized void failed(String why) {
    failures++;
    error(why);
  }

  synchronized void error(String why) {
    lastError = Optional.of(why);
    lastErrorAt = Optional.of(clock.instant());
  }

  synchronized void disconnected() {
    disconnections.addLast(clock.instant());
    if (disconnections.size() > MOST_KEPT) {
      disconnections.removeFirst();
    }
  }

  /** Returns the number of requests sent. */
  public synchronized long requests() {
    return requests;
  }

  /** Returns the number of requests that were retries. */
  public synchronized long retries() {
    return retries;
  }

  /** Returns the number of requests without a valid answer. */
  public synchronized long failures() {
    return failures;
  }

  /** Returns the round-trip time of the last answered request. */
  public synchronized Optional<Duration> roundTrip() {
    return roundTrip;
  }

  /** Returns the last error. */
  public synchronized Optional<String> lastError() {
    return lastError;
  }

  /** Returns the time of the last error. */
  public synchronized Optional<Instant> lastErrorAt() {
    return lastErrorAt;
  }

  /** Returns how often the connection was lost within a period. */
  public synchronized int disconnections(Duration within) {
    Instant from = clock.instant().minus(within);
    return (int) disconnections.stream().filter(at -> at.isAfter(from)).count();
  }
}
