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
 * A file that is wanted, as the platform said it (developer guide 9.6, 9.10, 9.11) and as the
 * operator allows it.
 *
 * @param address where it is
 * @param size in bytes, which it has to have; -1 if it is not known
 * @param digests hexadecimal, all of which it has to have, by the name that Java gives the method;
 *     empty if whoever asks checks the file
 * @param roots who may have signed the server's certificate besides whom the session trusts: PEM,
 *     or the absolute name of a file with PEM; empty for nobody else
 * @param limits how much it may take
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

  /** The same, of whose time some has gone already. */
  public DownloadRequest within(Duration left) {
    return new DownloadRequest(address, size, digests, roots, limits.within(left));
  }
}
