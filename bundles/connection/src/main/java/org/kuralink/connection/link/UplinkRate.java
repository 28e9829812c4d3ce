/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.kuralink.api.connection.PaceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rate limit of outgoing messages: a token bucket that fills at the configured rate and holds a
 * quarter of a second, so that no second carries more than the rate plus a quarter. When the
 * platform throttles, the rate is halved, sending pauses, and the rate increases step by step. Any
 * thread.
 */
final class UplinkRate {

  private static final Logger LOG = LoggerFactory.getLogger(UplinkRate.class);

  /** The pause between a refusal and the next message. */
  static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The time between two steps back to the configured rate. */
  static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Less than one because sums of fractions are not exact. */
  private static final double ONE = 1 - 1e-9;

  private static final double STEP = 1.25;
  private static final double SLOWEST = 0.5;

  /** The platform's limit for a device, whatever is configured. */
  private static final double FASTEST_THROTTLED = 30;

  private static final double UNLIMITED_AGAIN = 1000;

  private final LongSupplier nanoTime;
  private int rate;
  private double now;
  private double tokens;
  private long filledAt;
  private long restUntil;
  private long nextStep;
  private long throttled;

  /** Whether the throttling was logged. Owned by the session's thread. */
  private boolean told;

  UplinkRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    filledAt = nanoTime.getAsLong();
    restUntil = filledAt;
  }

  /** Sets the rate in messages per second; 0 for no limit. */
  synchronized void set(int perSecond) {
    if (perSecond != rate) {
      fill();
      rate = perSecond;
      now = perSecond;
      restUntil = filledAt;
      tokens = Math.min(tokens + 1, room());
    }
  }

  /** Returns whether there is a limit, configured or by throttling. */
  synchronized boolean limited() {
    fill();
    return now > 0;
  }

  /** Takes the token for one message, if there is one. */
  synchronized boolean take() {
    fill();
    if (now == 0) {
      return true;
    }
    if (tokens < ONE || filledAt - restUntil < 0) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Takes the token of a message that was sent without waiting; others wait longer. */
  synchronized void spend() {
    fill();
    if (now > 0) {
      tokens = Math.max(tokens - 1, -room());
    }
  }

  /** Returns a token that was not needed. */
  synchronized void giveBack() {
    tokens = Math.min(tokens + 1, room());
  }

  /** The time until there is a token. */
  synchronized long nanosToNext() {
    fill();
    if (now == 0) {
      return 0;
    }
    double missing = Math.max(0, 1 - tokens);
    long filling = (long) Math.ceil(missing / now * TimeUnit.SECONDS.toNanos(1));
    return Math.max(filling, restUntil - filledAt);
  }

  /** The platform throttled a message. The rate is halved at most once per pause. */
  synchronized void throttled() {
    fill();
    throttled++;
    if (filledAt - restUntil < 0) {
      return;
    }
    double before = now == 0 ? FASTEST_THROTTLED : Math.min(now, FASTEST_THROTTLED);
    now = Math.max(before / 2, Math.min(SLOWEST, before));
    tokens = 0;
    restUntil = filledAt + REST_NANOS;
    nextStep = filledAt + STEP_NANOS;
  }

  synchronized PaceStatus status(int waiting, long packed) {
    fill();
    return new PaceStatus(rate, now, waiting, throttled, packed);
  }

  /** Logs once when the platform throttles, and once when the configured rate is reached again. */
  void tell() {
    PaceStatus pace = status(0, 0);
    if (pace.slowed() == told) {
      return;
    }
    told = pace.slowed();
    if (told) {
      LOG.warn(
          "The platform throttles this session (code 429): at most {} messages per second are sent"
              + " for a while, and refused durable messages are sent again. If this recurs, lower"
              + " uplink.rate, now {}",
          pace.now(),
          pace.rate());
    } else {
      LOG.info("Messages are sent at the configured rate again");
    }
  }

  private void fill() {
    long time = nanoTime.getAsLong();
    double seconds = Math.max(0, time - filledAt) / (double) TimeUnit.SECONDS.toNanos(1);
    filledAt = time;
    tokens = Math.min(room(), tokens + seconds * now);
    while (now != rate && time - nextStep >= 0) {
      nextStep += STEP_NANOS;
      now *= STEP;
      if (rate > 0 ? now >= rate : now >= UNLIMITED_AGAIN) {
        now = rate;
      }
    }
  }

  private double room() {
    return Math.max(1, now / 4);
  }
}
