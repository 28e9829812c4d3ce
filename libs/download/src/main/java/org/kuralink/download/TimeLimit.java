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
 * Until when everything has to be done that is done over the network, however many connections it
 * takes; begins when it is made. Any thread may call.
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
   * A limit that begins now.
   *
   * @param whole for everything together
   * @param silence how long a server may send nothing at a time, at least a millisecond
   */
  public static TimeLimit of(Duration whole, Duration silence, LongSupplier nanoTime) {
    return new TimeLimit(whole, silence, nanoTime);
  }

  /** How long is left; zero when it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
  }

  /** For how many milliseconds nothing may come, at least one. */
  int silenceMillis() {
    return (int) Math.max(1, Math.min(silence.toMillis(), Integer.MAX_VALUE));
  }

  /** Fails when the time is over. */
  void check() throws OutOfTimeException {
    if (end - nanoTime.getAsLong() <= 0) {
      throw over();
    }
  }

  OutOfTimeException over() {
    return new OutOfTimeException("it takes longer than " + words(whole));
  }

  /**
   * Closes a connection when the time is over, whatever is done with it then, unless it is stopped
   * before. Java's own timer thread does, which must not be held up.
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
      // It is of no use any more, closed or not.
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

  /** Waits for the end of the time. */
  @FunctionalInterface
  interface Watch {

    /** Waits no longer. */
    void stop();
  }
}
