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
 * A fault that is logged once when it begins, and once when it ends with its duration and the
 * number of failures. Written by one thread, readable on any thread.
 */
final class Outage {

  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final String who;
  private final Clock clock;
  private volatile Optional<String> text = Optional.empty();
  private Instant since = Instant.EPOCH;
  private long count;

  /**
   * @param who the subject of the log line
   */
  Outage(String who, Clock clock) {
    this.who = who;
    this.clock = clock;
  }

  /** Records a failure; logs it if it is the first one. */
  void happened(String what) {
    if (text.isEmpty()) {
      since = clock.instant();
      count = 0;
      LOG.warn("{}: {}", who, what);
    }
    count++;
    text = Optional.of(what);
  }

  /** Records the end of the fault. */
  void ended() {
    if (text.isPresent()) {
      LOG.info(
          "{}: working again after {} s and {} failures",
          who,
          Duration.between(since, clock.instant()).toSeconds(),
          count);
      text = Optional.empty();
    }
  }

  /** Returns the current fault. */
  Optional<String> text() {
    return text;
  }
}
