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
 * Fetches files on behalf of a session: over HTTPS (plain http only if the request allows it), from
 * servers that the session trusts or that the roots of the request lead to, through the session's
 * proxy; trust and proxy are asked anew for each connection. A file that was cut off is gone on
 * with, over as many connections as it takes; size and digests are checked before anybody is told
 * that it is there. One time limit counts for all of it: looking up the name, connecting, the
 * handshake of TLS, headers, redirects, body, pauses, all attempts. For the files of updates,
 * remote configurations and model configurations (developer guide 9.6, 9.10, 9.11).
 *
 * <p>Any thread may call, several at a time. A call blocks the caller's thread, on which everything
 * happens and which belongs to the caller; an interrupt of it ends the call at once. When the
 * session ends, its calls end with {@link DownloadException.Kind#CUT_OFF}.
 */
@ProviderType
public interface Downloads {

  /**
   * Fetches a file to the disk. When this returns it is there, has the size and the digests, and
   * survives a power cut as far as its directory does. Otherwise what has come so far stays, for
   * the next call with the same file.
   *
   * @param file may hold the beginning, from an earlier call; its directory exists, nobody else
   *     writes to it
   * @param fetched hears how many bytes of the file there are, on the caller's thread, after each
   *     64 KiB or less
   * @throws DownloadException if it could not be had
   * @throws InterruptedException if the caller's thread was interrupted
   */
  void toFile(DownloadRequest request, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException;

  /**
   * Fetches a small file into memory; what is returned has the size and the digests.
   *
   * @throws DownloadException if it could not be had
   * @throws InterruptedException if the caller's thread was interrupted
   */
  byte[] toMemory(DownloadRequest request) throws DownloadException, InterruptedException;
}
