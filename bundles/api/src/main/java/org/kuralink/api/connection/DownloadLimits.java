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
 * How much a download may take; whoever asks for one says it.
 *
 * @param maxBytes of a file, 1 or more
 * @param redirects how many may follow each other, 0 or more
 * @param retries how many attempts in a row may fail before the download does, 0 or more; one that
 *     brought another MiB begins a new row
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
   * @param bytesPerSecond averaged over the window; slower counts as a failed attempt; 0 for any
   * @param window over which it is measured, a millisecond or more; also how long a silence may
   *     last
   */
  public record Pace(long bytesPerSecond, Duration window) {}
}
