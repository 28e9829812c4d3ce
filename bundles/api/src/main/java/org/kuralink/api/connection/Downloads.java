/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Downloads files on behalf of a session: over HTTPS (plain http only if the request allows it),
 * from servers whose certificate is trusted by the session or by the roots of the request, and
 * through the session's proxy. Trust and proxy are read anew for each connection. An interrupted
 * transfer is resumed, over as many connections as necessary. Size and digests are verified before
 * a call returns. One time limit covers everything: name resolution, connecting, the TLS handshake,
 * headers, redirects, body, pauses and all attempts. Used for the files of updates, remote
 * configurations and model configurations (developer guide 9.6, 9.10, 9.11).
 *
 * <p>Any thread may call, also several at the same time. A call does all its work on the caller's
 * thread and blocks it; an interrupt ends the call at once. When the session ends, its calls fail
 * with {@link DownloadException.Kind#CUT_OFF}.
 */
@ProviderType
public interface Downloads {

  /**
   * Downloads to a file. When this method returns, the file is complete, has the expected size and
   * digests, and survives a power failure as far as its directory does. After a failure, the
   * received part stays on disk, and the next call with the same file continues from it.
   *
   * @param file may contain the beginning from an earlier call; its directory exists, and nobody
   *     else writes to it
   * @param fetched receives the number of bytes of the file so far, on the caller's thread, at
   *     least once per 64 KiB
   * @throws DownloadException if the download failed
   * @throws InterruptedException if the caller's thread was interrupted
   */
  void toFile(DownloadRequest request, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException;

  /**
   * Downloads a small file into memory. The returned bytes have the expected size and digests.
   *
   * @throws DownloadException if the download failed
   * @throws InterruptedException if the caller's thread was interrupted
   */
  byte[] toMemory(DownloadRequest request) throws DownloadException, InterruptedException;
}
