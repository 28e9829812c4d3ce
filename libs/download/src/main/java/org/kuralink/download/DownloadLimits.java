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

/**
 * How much a download may take.
 *
 * @param maxBytes of a file
 * @param redirects how many may follow each other
 * @param retries how many attempts in a row may fail before the download does
 * @param pace how fast the bytes have to come
 * @param whole how long everything may take: names, connections, redirects, pauses, all attempts
 * @param allowHttp whether an address may be plain http; a redirect from https never may
 */
public record DownloadLimits(
    long maxBytes, int redirects, int retries, Pace pace, Duration whole, boolean allowHttp) {

  /** The same, of which some time has gone already. */
  public DownloadLimits within(Duration left) {
    return new DownloadLimits(maxBytes, redirects, retries, pace, left, allowHttp);
  }

  /**
   * How fast bytes have to come.
   *
   * @param bytesPerSecond averaged over the window; slower counts as a failed attempt
   * @param window over which it is measured; also how long a silence may last
   */
  public record Pace(long bytesPerSecond, Duration window) {}
}
