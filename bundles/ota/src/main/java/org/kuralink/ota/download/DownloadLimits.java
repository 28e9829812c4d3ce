/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import java.time.Duration;

/**
 * How much patience a download has.
 *
 * @param maxBytes of a file
 * @param retries how many attempts in a row may fail before the download does
 * @param minBytesPerSecond averaged over the window; slower counts as a failed attempt
 * @param window over which the speed is measured; also how long a silence may last
 * @param whole how long everything may take
 * @param allowHttp whether an address may be plain http; a redirect from https never may
 */
public record DownloadLimits(
    long maxBytes,
    int retries,
    long minBytesPerSecond,
    Duration window,
    Duration whole,
    boolean allowHttp) {}
