/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DownloadException;

/** Fetches what is offered. */
@FunctionalInterface
public interface Downloader extends AutoCloseable {

  /**
   * Fetches a file into memory; never more than the offer's size.
   *
   * @param access how the server may be reached
   * @return the bytes, on any thread; fails with {@link DownloadException}
   */
  CompletionStage<byte[]> fetch(Offer offer, Access access);

  /** Nothing is wanted any more. */
  @Override
  default void close() {
    // Who is through at once leaves nothing behind.
  }

  /**
   * How a server may be reached.
   *
   * @param allowHttp whether without encryption, too
   * @param roots in PEM, trusted besides those that the session trusts; empty for none
   */
  record Access(boolean allowHttp, String roots) {}
}
