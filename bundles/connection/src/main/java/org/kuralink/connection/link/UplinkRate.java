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
 * How many messages may leave: a bucket that fills at the configured rate and holds a quarter of a
 * second of it, so that no second carries more than a quarter above the rate. When the platform
 * says that it gets too many, the pace is halved, rests, and comes back step by step. Any thread.
 */
final class UplinkRate {

  private static final Logger LOG = LoggerFactory.getLogger(UplinkRate.class);

  /** Between a refusal and the next message. */
  static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Between two steps back to the configured rate. */
  static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Sums of fractions are not exact. */
  private static final double ONE = 1 - 1e-9;

  private static final double STEP = 1.25;
  private static final double SLOWEST = 0.5;

  /** What the platform takes of a device at the most, whatever is configured. */
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

  /** The session's thread's. */
  private boolean told;

  UplinkRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    filledAt = nanoTime.getAsLong();
    restUntil = filledAt;
  }

  /** Another rate from now on, in messages a second; 0 for no limit. */
  synchronized void set(int perSecond) {
    if (perSecond != rate) {
      fill();
      rate = perSecond;
      now = perSecond;
      restUntil = filledAt;
      tokens = Math.min(tokens + 1, room());
    }
  }

  /** Whether there is a limit, configured or asked for by the platform. */
  synchronized boolean limited() {
    fill();
    return now > 0;
  }

  /** Takes the leave for one message, if there is one. */
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

  /** A message left that did not ask: those that do give way to it. */
  synchronized void spend() {
    fill();
    if (now > 0) {
      tokens = Math.max(tokens - 1, -room());
    }
  }

  /** What was taken was not needed. */
  synchronized void giveBack() {
    tokens = Math.min(tokens + 1, room());
  }

  /** How long until there is leave for a message. */
  synchronized long nanosToNext() {
    fill();
    if (now == 0) {
      return 0;
    }
    double missing = Math.max(0, 1 - tokens);
    long filling = (long) Math.ceil(missing / now * TimeUnit.SECONDS.toNanos(1));
    return Math.max(filling, restUntil - filledAt);
  }

  /** The platform said that it gets too many. One rest has one halving, however many say so. */
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

  /** Says once that the platform has slowed us down, and once that it is over. */
  void tell() {
    PaceStatus pace = status(0, 0);
    if (pace.slowed() == told) {
      return;
    }
    told = pace.slowed();
    if (told) {
      LOG.warn(
          "The platform gets more messages than it takes (code 429): at most {} a second leave for a"
              + " while, and durable ones that it did not take are sent again. If this comes again,"
              + " lower uplink.rate, now {}",
          pace.now(),
          pace.rate());
    } else {
      LOG.info("Messages leave at their configured pace again");
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
