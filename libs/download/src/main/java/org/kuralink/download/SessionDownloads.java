/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.store.Medium;

/**
 * The downloads of a session, each on the thread of whoever calls, which is the caller's own. They
 * end with the session: it interrupts those threads, only while they are in here, and waits for a
 * moment until they are out again, so that nobody runs in a bundle that is replaced.
 */
public final class SessionDownloads implements Downloads, AutoCloseable {

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final WebClient client;
  private final ServerTrust session;
  private final Function<String, ServerTrust> more;
  private final Download.Waiting waiting =
      new Download.Waiting(
          System::nanoTime,
          new Random(),
          pause -> new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS));
  private final Set<Call> calls = new HashSet<>();
  private boolean closed;

  /**
   * Downloads of a session.
   *
   * @param session whom it trusts
   * @param more who is trusted besides, by the roots of a request, which are not empty
   */
  public SessionDownloads(
      WebClient client, ServerTrust session, Function<String, ServerTrust> more) {
    this.client = client;
    this.session = session;
    this.more = more;
  }

  @Override
  public void toFile(DownloadRequest request, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    run(
        request,
        download -> {
          download.toFile(request, file, fetched);
          return file;
        });
  }

  @Override
  public byte[] toMemory(DownloadRequest request) throws DownloadException, InterruptedException {
    return run(request, download -> download.toMemory(request));
  }

  private <T> T run(DownloadRequest request, Work<T> work)
      throws DownloadException, InterruptedException {
    Call call = begin();
    try {
      return work.with(new Download(client, trusted(request.roots()), Medium.disk(), waiting));
    } catch (DownloadException | InterruptedException e) {
      if (leave(call)) {
        throw ended();
      }
      throw e;
    } finally {
      leave(call);
    }
  }

  private List<ServerTrust> trusted(String roots) throws DownloadException {
    if (roots.isBlank()) {
      return List.of(session);
    }
    ServerTrust added = more.apply(roots);
    try {
      added.context();
    } catch (ServerTrustException e) {
      throw new DownloadException(Kind.LASTING, String.valueOf(e.getMessage()));
    }
    return List.of(session, added);
  }

  private synchronized Call begin() throws DownloadException {
    if (closed) {
      throw ended();
    }
    Call call = new Call(Thread.currentThread());
    calls.add(call);
    return call;
  }

  /** Says whether the call was cut off; whose interrupt that was the caller does not see. */
  private synchronized boolean leave(Call call) {
    if (calls.remove(call) && call.cutOff) {
      Thread.interrupted();
    }
    notifyAll();
    return call.cutOff;
  }

  /** Cuts off what is fetched, and fetches nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Call call : calls) {
      call.cutOff = true;
      call.thread.interrupt();
    }
    long end = System.nanoTime() + CLOSING.toNanos();
    try {
      for (long left = CLOSING.toNanos();
          !calls.isEmpty() && left > 0;
          left = end - System.nanoTime()) {
        // Waits for no span that would be rounded to none.
        TimeUnit.MILLISECONDS.timedWait(this, 1 + TimeUnit.NANOSECONDS.toMillis(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DownloadException ended() {
    return new DownloadException(Kind.CUT_OFF, "the connection that fetched the file has ended");
  }

  /** A caller that is in here. */
  private static final class Call {

    private final Thread thread;
    private boolean cutOff;

    Call(Thread thread) {
      this.thread = thread;
    }
  }

  /** What is done with a download. */
  @FunctionalInterface
  private interface Work<T> {

    T with(Download download) throws DownloadException, InterruptedException;
  }
}
