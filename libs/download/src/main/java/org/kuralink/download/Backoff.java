/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The pauses between the attempts of a download: exponential backoff with full jitter.
 *
 * @param nanoTime the clock, in nanoseconds from any origin
 */
public record Backoff(LongSupplier nanoTime, RandomGenerator random, Pause pause) {

  private static final long FIRST_MILLIS = 500;
  private static final long LONGEST_MILLIS = Duration.ofMinutes(1).toMillis();

  /**
   * Pauses after failed attempts: up to one second after the first failure, doubling to one minute,
   * and no longer than the time limit.
   */
  void await(int failures, TimeLimit limit) throws InterruptedException {
    long most = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 16));
    long millis = Math.min(random.nextLong(most) + 1, limit.left().toMillis());
    pause.pause(Duration.ofMillis(millis));
  }

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {

    /** Returns when the duration is over. */
    void pause(Duration duration) throws InterruptedException;
  }
}
