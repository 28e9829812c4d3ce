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
import java.util.Map;

/**
 * The description of a file to download, with the values from the platform (developer guide 9.6,
 * 9.10, 9.11) and the limits of the operator.
 *
 * @param address the address of the file
 * @param size the exact size in bytes; -1 if it is not known
 * @param digests the expected digests in hexadecimal, by Java's name of the algorithm; the file has
 *     to match all of them; empty if the caller verifies the file itself
 * @param roots further certificate authorities for the server's certificate besides those that the
 *     session trusts: PEM, or the absolute path of a PEM file; empty for none
 * @param limits the limits of the download
 */
public record DownloadRequest(
    WebAddress address,
    long size,
    Map<String, String> digests,
    String roots,
    DownloadLimits limits) {

  public DownloadRequest {
    digests = Map.copyOf(digests);
  }

  /** Returns this request with another time limit for the whole download. */
  public DownloadRequest within(Duration left) {
    return new DownloadRequest(address, size, digests, roots, limits.within(left));
  }
}
