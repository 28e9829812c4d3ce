/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.download.Download;
import org.kuralink.download.DownloadException;
import org.kuralink.download.DownloadLimits;
import org.kuralink.download.WebClient;
import org.kuralink.login.trust.TrustedRoots;
import org.kuralink.store.Medium;

/**
 * Fetches over HTTPS, into memory because the file is small, from servers that the session trusts
 * or that the roots in the form lead to. One attempt; each runs on a daemon {@code
 * kuralink-cota-download} that ends with it.
 */
public final class HttpDownloader implements Downloader {

  private static final int REDIRECTS = 3;
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Download.Waiting WAITING =
      new Download.Waiting(
          System::nanoTime,
          new Random(),
          pause -> new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS));

  private final WebClient client = new WebClient();
  private final Duration limit;
  private final ServerTrust session;

  /**
   * A downloader.
   *
   * @param limit how long a download may take in all
   * @param session whom it trusts
   */
  public HttpDownloader(Duration limit, ServerTrust session) {
    this.limit = limit;
    this.session = session;
  }

  @Override
  public CompletionStage<byte[]> fetch(Offer offer, Access access) {
    CompletableFuture<byte[]> fetched = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                fetched.complete(fetchNow(offer, access));
              } catch (DownloadException | InterruptedException | RuntimeException e) {
                fetched.completeExceptionally(e);
              }
            },
            "kuralink-cota-download");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      fetched.completeExceptionally(
          new DownloadException(
              DownloadException.Kind.PASSING, "this system has no thread left for a download"));
    }
    return fetched;
  }

  private byte[] fetchNow(Offer offer, Access access)
      throws DownloadException, InterruptedException {
    TrustedRoots roots = TrustedRoots.only(access.roots());
    try {
      roots.context();
    } catch (ServerTrustException e) {
      throw new DownloadException(DownloadException.Kind.LASTING, String.valueOf(e.getMessage()));
    }
    List<ServerTrust> trusted =
        access.roots().isBlank() ? List.of(session) : List.of(session, roots::context);
    DownloadLimits limits =
        new DownloadLimits(
            offer.size(),
            REDIRECTS,
            0,
            new DownloadLimits.Pace(0, SILENCE),
            limit,
            access.allowHttp());
    // Whether it is the file that was offered is looked at where the offer is answered.
    return new Download(client, trusted, limits, Medium.disk(), WAITING)
        .toMemory(new Download.Wanted(offer.url(), -1, Map.of()));
  }
}
