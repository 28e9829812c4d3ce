/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.Downloads;
import org.kuralink.cota.CotaSettings.Access;
import org.kuralink.cota.OfferIntake.Downloader;
import org.kuralink.cota.offer.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches by the session, from servers that it trusts or that the roots in the form lead to; one
 * attempt, on a daemon {@code kuralink-cota-download} that ends with it. When this is closed, what
 * is being fetched is cut off. Any thread.
 */
final class OfferDownloads implements Downloader {

  private static final int REDIRECTS = 3;
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration FAREWELL = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(OfferDownloads.class);

  private final Downloads session;
  private final Duration limit;
  private final Set<Thread> fetching = new HashSet<>();
  private boolean closed;

  /**
   * Nothing is fetched yet.
   *
   * @param limit how long a download may take in all
   */
  OfferDownloads(Downloads session, Duration limit) {
    this.session = session;
    this.limit = limit;
  }

  @Override
  public CompletionStage<byte[]> fetch(Offer offer, Access access) {
    CompletableFuture<byte[]> fetched = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> fetch(request(offer, access, limit), fetched), "kuralink-cota-download");
    thread.setDaemon(true);
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(cutOff());
      }
      fetching.add(thread);
    }
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      ended(thread);
      fetched.completeExceptionally(
          new DownloadException(
              DownloadException.Kind.PASSING, "this system has no thread left for a download"));
    }
    return fetched;
  }

  // Also an error, of a connection that is just replaced for one, is for whoever waits to hear.
  @SuppressWarnings("CatchThrowable")
  private void fetch(DownloadRequest request, CompletableFuture<byte[]> fetched) {
    try {
      fetched.complete(session.toMemory(request));
    } catch (InterruptedException e) {
      fetched.completeExceptionally(cutOff());
    } catch (Throwable e) {
      fetched.completeExceptionally(e);
    } finally {
      ended(Thread.currentThread());
    }
  }

  private synchronized void ended(Thread thread) {
    fetching.remove(thread);
  }

  private static DownloadException cutOff() {
    return new DownloadException(
        DownloadException.Kind.CUT_OFF, "the download was cut off, as its component ends");
  }

  private static DownloadRequest request(Offer offer, Access access, Duration limit) {
    DownloadLimits limits =
        new DownloadLimits(
            offer.size(),
            REDIRECTS,
            0,
            new DownloadLimits.Pace(0, SILENCE),
            limit,
            access.allowHttp());
    return new DownloadRequest(offer.url(), -1, Map.of(), access.roots(), limits);
  }

  /** Cuts off what is being fetched, and waits for its threads, for two seconds at most. */
  @Override
  public void close() {
    List<Thread> last;
    synchronized (this) {
      closed = true;
      last = List.copyOf(fetching);
    }
    last.forEach(Thread::interrupt);
    long end = System.nanoTime() + FAREWELL.toNanos();
    try {
      for (Thread thread : last) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
        if (thread.isAlive()) {
          LOG.warn("A download of a remote configuration does not end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
