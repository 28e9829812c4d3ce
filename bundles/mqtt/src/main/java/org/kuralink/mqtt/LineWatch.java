/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when to ping and when a link is dead. What was written proves nothing, for an application
 * may keep writing into a line that nobody reads; so only what arrives counts as life. Safe for any
 * thread.
 */
final class LineWatch {

  private static final Logger LOG = LoggerFactory.getLogger(LineWatch.class);

  /** What to do now. */
  enum Verdict {
    FINE,
    PING,
    DEAD
  }

  /** A packet that takes longer to come than the slowest line needs is no sign of life. */
  static final Duration SLOWEST_PACKET = Duration.ofMinutes(5);

  private final long keepAlive;
  private final LongSupplier nanoTime;
  private volatile long received;
  private volatile long sent;
  private volatile long pinged;
  private volatile long begun;

  LineWatch(Duration keepAlive, LongSupplier nanoTime) {
    this.keepAlive = keepAlive.toNanos();
    this.nanoTime = nanoTime;
    long now = nanoTime.getAsLong();
    this.received = now;
    this.sent = now;
    this.pinged = now;
    this.begun = now;
  }

  /** Bytes came. */
  void received() {
    long now = nanoTime.getAsLong();
    if (now - begun < SLOWEST_PACKET.toNanos()) {
      received = now;
    }
  }

  /** The first byte of a packet came. */
  void begins() {
    begun = nanoTime.getAsLong();
    received();
  }

  /** Bytes went. */
  void sent() {
    sent = nanoTime.getAsLong();
  }

  /**
   * Asked each second. A ping goes out after half a keep-alive of silence in either direction;
   * after one and a quarter without a sign of life the link is dead, which leaves a quarter for
   * whoever asks late.
   */
  Verdict check() {
    long now = nanoTime.getAsLong();
    long silent = now - received;
    if (silent >= keepAlive + keepAlive / 4) {
      return Verdict.DEAD;
    }
    boolean quiet = silent >= keepAlive / 2 || now - sent >= keepAlive / 2;
    if (quiet && now - pinged >= keepAlive / 4) {
      pinged = now;
      return Verdict.PING;
    }
    return Verdict.FINE;
  }

  /**
   * One round, each second: what waits too long fails, and the link is pinged or given up. Goes on
   * whatever happens in one of them, for nobody else looks after the link.
   */
  void round(Operations operations, Runnable ping, Runnable dead) {
    try {
      operations.expire();
      Verdict verdict = check();
      if (verdict == Verdict.DEAD) {
        dead.run();
      } else if (verdict == Verdict.PING) {
        ping.run();
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("The watch of a link failed in one round, and goes on: {}", e.toString());
    }
  }
}
