/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times in the time zone of the gateway. */
public final class Times {

  private final Clock clock;
  private final DateTimeFormatter format;

  /** Creates a formatter with a clock and a zone. */
  public Times(Clock clock, ZoneId zone) {
    this.clock = clock;
    this.format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  /** Creates a formatter with the clock and zone of this machine. */
  public static Times here() {
    return new Times(Clock.systemUTC(), ZoneId.systemDefault());
  }

  /** Returns date and time to the second. */
  public String at(Instant time) {
    return format.format(time);
  }

  /** Returns the remaining time, at least zero. */
  public String until(Instant time) {
    return Math.max(0, Duration.between(clock.instant(), time).toSeconds()) + " s";
  }
}
