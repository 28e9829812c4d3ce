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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fault that is told once when it begins, and once when it ends, with how often it happened
 * between. Any thread may ask for it; one thread changes it.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String who;
  private final Clock clock;
  private volatile Optional<String> text = Optional.empty();
  private Instant since = Instant.EPOCH;
  private long count;

  /**
   * @param who the sentence begins with
   */
  Outage(String who, Clock clock) {
    this.who = who;
    this.clock = clock;
  }

  /** It happened; told if it did not happen just before. */
  void happened(String what) {
    if (text.isEmpty()) {
      since = clock.instant();
      count = 0;
      LOG.warn("{}: {}", who, what);
    }
    count++;
    text = Optional.of(what);
  }

  /** It is over. */
  void ended() {
    if (text.isPresent()) {
      LOG.info(
          "{}: right again after {} s and {} failures",
          who,
          Duration.between(since, clock.instant()).toSeconds(),
          count);
      text = Optional.empty();
    }
  }

  /** What is wrong now. */
  Optional<String> text() {
    return text;
  }
}
