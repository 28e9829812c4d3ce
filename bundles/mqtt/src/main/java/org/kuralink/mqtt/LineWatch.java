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
 * Decides when to ping and when a link is dead. Only received data proves that the link is alive;
 * sent data does not, because an application may keep writing into a connection that nobody reads.
 * Any thread.
 */
final class LineWatch {

  private static final Logger LOG = LoggerFactory.getLogger(LineWatch.class);

  /** The required action. */
  enum Verdict {
    FINE,
    PING,
    DEAD
  }

  /**
   * A packet that takes longer to arrive than over the slowest line does not prove that the link is
   * alive.
   */
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

  /** Records received bytes. */
  void received() {
    long now = nanoTime.getAsLong();
    if (now - begun < SLOWEST_PACKET.toNanos()) {
      received = now;
    }
  }

  /** Records the first byte of a packet. */
  void begins() {
    begun = nanoTime.getAsLong();
    received();
  }

  /** Records sent bytes. */
  void sent() {
    sent = nanoTime.getAsLong();
  }

  /**
   * Called each second. A ping is due after half a keep-alive time without data in one direction;
   * after one and a quarter keep-alive times without received data the link is dead, so that a late
   * check is still within one and a half.
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
   * Performs the checks of one second: expires operations, and pings or ends the link. An exception
   * is logged and does not stop the following checks, because nothing else checks the link.
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
      LOG.warn("A check of a link failed and is repeated in a second: {}", e.toString());
    }
  }
}
