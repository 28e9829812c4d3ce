/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The deadline of one operation over the network, over all of its connections. The time starts when
 * the limit is created. Any thread may call.
 */
public final class TimeLimit {

  private final Duration whole;
  private final Duration silence;
  private final LongSupplier nanoTime;
  private final long end;

  private TimeLimit(Duration whole, Duration silence, LongSupplier nanoTime) {
    this.whole = whole;
    this.silence = silence;
    this.nanoTime = nanoTime;
    this.end = nanoTime.getAsLong() + whole.toNanos();
  }

  /**
   * Creates a limit whose time starts now.
   *
   * @param whole the time for all connections together
   * @param silence the longest time without any byte from the server, at least a millisecond
   */
  public static TimeLimit of(Duration whole, Duration silence, LongSupplier nanoTime) {
    return new TimeLimit(whole, silence, nanoTime);
  }

  /** Returns the remaining time; zero after the deadline. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
  }

  /** Returns the longest time without any byte from the server, in milliseconds, at least 1. */
  int silenceMillis() {
    return (int) Math.max(1, Math.min(silence.toMillis(), Integer.MAX_VALUE));
  }

  /** Fails after the deadline. */
  void check() throws DeadlineExceededException {
    if (end - nanoTime.getAsLong() <= 0) {
      throw over();
    }
  }

  DeadlineExceededException over() {
    return new DeadlineExceededException("it takes longer than " + words(whole));
  }

  /**
   * Closes a connection at the deadline, whatever operation is in progress on it, unless the watch
   * is stopped before. Java's own timer thread closes it, so {@code close} must not block.
   */
  Watch closing(Closeable connection) {
    CompletableFuture<Void> watch = new CompletableFuture<>();
    watch
        .orTimeout(left().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (nothing, timeout) -> {
              if (timeout != null) {
                close(connection);
              }
            });
    return () -> watch.complete(null);
  }

  private static void close(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // The connection is not used any more, whether closed or not.
      return;
    }
  }

  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return duration.toMillis() + " ms";
    }
    return seconds % 60 == 0 ? seconds / 60 + " minutes" : seconds + " s";
  }

  /** A pending action at the deadline. */
  @FunctionalInterface
  interface Watch {

    /** Cancels the action. */
    void stop();
  }
}
