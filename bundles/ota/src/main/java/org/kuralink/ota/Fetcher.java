/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.net.MalformedURLException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.download.Download;
import org.kuralink.download.DownloadException;
import org.kuralink.download.WebAddress;
import org.kuralink.download.WebClient;
import org.kuralink.login.trust.TrustedRoots;
import org.kuralink.ota.wire.Order;
import org.kuralink.store.Medium;

/** Fetches the file of an order and makes sure that it is the right one. */
@FunctionalInterface
interface Fetcher {

  /**
   * Blocks until the file is whole; a file that is there in part is completed.
   *
   * @param left how long everything may take
   */
  void fetch(Order order, Path file, Duration left, LongConsumer bytes)
      throws DownloadException, InterruptedException;

  /**
   * Over HTTPS, from servers that the session trusts, or that the roots in the form lead to.
   *
   * @param session whom it trusts
   */
  static Fetcher overHttps(WebClient client, OtaSettings settings, ServerTrust session) {
    Download.Waiting waiting =
        new Download.Waiting(
            System::nanoTime,
            new Random(),
            pause -> new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS));
    List<ServerTrust> trusted = new ArrayList<>();
    trusted.add(session);
    TrustedRoots roots = TrustedRoots.only(settings.roots());
    if (!settings.roots().isBlank()) {
      trusted.add(roots::context);
    }
    return (order, file, left, bytes) -> {
      try {
        roots.context();
        Download.Wanted wanted =
            new Download.Wanted(
                WebAddress.parse(order.address()),
                order.firmware().size(),
                order.firmware().digests());
        new Download(client, trusted, settings.limits().within(left), Medium.disk(), waiting)
            .toFile(wanted, file, bytes);
      } catch (ServerTrustException | MalformedURLException e) {
        throw new DownloadException(DownloadException.Kind.LASTING, String.valueOf(e.getMessage()));
      }
    };
  }
}
