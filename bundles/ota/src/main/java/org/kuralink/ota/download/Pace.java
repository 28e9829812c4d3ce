/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import java.util.function.LongSupplier;

/** Whether bytes come fast enough. For one thread. */
final class Pace {

  private static final double NANOS = 1e9;

  private final DownloadLimits limits;
  private final LongSupplier nanoTime;
  private long begun;
  private long bytes;

  Pace(DownloadLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** Some bytes came. */
  void add(int count) throws DownloadException {
    bytes += count;
    long nanos = nanoTime.getAsLong() - begun;
    if (nanos < limits.window().toNanos()) {
      return;
    }
    double perSecond = bytes * NANOS / nanos;
    if (perSecond < limits.minBytesPerSecond()) {
      throw DownloadException.passing(
          "the server sends "
              + (long) perSecond
              + " bytes a second, less than "
              + limits.minBytesPerSecond());
    }
    begun += nanos;
    bytes = 0;
  }
}
