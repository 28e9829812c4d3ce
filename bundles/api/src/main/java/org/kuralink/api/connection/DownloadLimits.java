/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Duration;

/**
 * The limits of a download, set by its caller.
 *
 * @param maxBytes the largest accepted size in bytes, 1 or more
 * @param redirects the maximum number of consecutive redirects, 0 or more
 * @param retries how many consecutive attempts may fail, 0 or more; an attempt that received
 *     another MiB resets the count
 * @param pace the minimum transfer rate
 * @param whole the time limit for the whole download: name resolution, connections, redirects,
 *     pauses and all attempts
 * @param allowHttp whether plain http addresses are accepted; a redirect from https to http is
 *     never followed
 */
public record DownloadLimits(
    long maxBytes, int redirects, int retries, Pace pace, Duration whole, boolean allowHttp) {

  /** Returns these limits with another time limit for the whole download. */
  public DownloadLimits within(Duration left) {
    return new DownloadLimits(maxBytes, redirects, retries, pace, left, allowHttp);
  }

  /**
   * The minimum transfer rate.
   *
   * @param bytesPerSecond the average over the window in bytes per second; a slower attempt counts
   *     as failed; 0 for no minimum
   * @param window the measuring period, a millisecond or more; also the longest time without any
   *     byte
   */
  public record Pace(long bytesPerSecond, Duration window) {}
}
