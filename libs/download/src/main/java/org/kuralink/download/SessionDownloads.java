/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.proxy.ProxyException;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The downloads of a session: fetches each file completely, with retries and redirects, and resumes
 * a file that an earlier run has begun. A download runs on the caller's thread, which may be
 * interrupted; any number of threads may call.
 *
 * <p>The downloads end with the session: {@link #close} interrupts the threads that are inside, and
 * waits up to two seconds until they have left, so that no thread runs in a bundle that is
 * replaced.
 */
public final class SessionDownloads implements Downloads, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionDownloads.class);
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final long DISK_RESERVE = 1024L * 1024;

  /** So many bytes in one attempt start the count of failures anew. */
  private static final long PROGRESS_THAT_COUNTS = 1024L * 1024;

  private final WebClient client;
  private final ServerTrust session;
  private final Function<String, ServerTrust> more;
  private final Medium disk;
  private final Backoff backoff;
  private final Set<Thread> callers = new HashSet<>();
  private boolean closed;

  /**
   * Creates the downloads of a session.
   *
   * @param session the TLS trust configuration of the session
   * @param more returns the trust in the root certificates of a request, which are not empty
   */
  public SessionDownloads(
      WebClient client, ServerTrust session, Function<String, ServerTrust> more) {
    this(
        client,
        session,
        more,
        Medium.disk(),
        new Backoff(
            System::nanoTime,
            new Random(),
            pause -> new CountDownLatch(1).await(pause.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** Creates downloads with the given disk and pauses. */
  public SessionDownloads(
      WebClient client,
      ServerTrust session,
      Function<String, ServerTrust> more,
      Medium disk,
      Backoff backoff) {
    this.client = client;
    this.session = session;
    this.more = more;
    this.disk = disk;
    this.backoff = backoff;
  }

  @Override
  public void toFile(DownloadRequest request, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    run(
        () -> {
          new Fetch(request, file, fetched).toFile(file);
          return file;
        });
  }

  @Override
  public byte[] toMemory(DownloadRequest request) throws DownloadException, InterruptedException {
    return run(() -> new Fetch(request, null, bytes -> {}).toMemory());
  }

  private <T> T run(Work<T> work) throws DownloadException, InterruptedException {
    enter();
    try {
      return work.run();
    } catch (DownloadException | InterruptedException e) {
      if (leave()) {
        throw ended();
      }
      throw e;
    } finally {
      leave();
    }
  }

  private synchronized void enter() throws DownloadException {
    if (closed) {
      throw ended();
    }
    callers.add(Thread.currentThread());
  }

  /**
   * Returns whether the session has ended; the caller does not see the interrupt that this sent.
   */
  private synchronized boolean leave() {
    if (callers.remove(Thread.currentThread()) && closed) {
      Thread.interrupted();
    }
    notifyAll();
    return closed;
  }

  private static DownloadException ended() {
    return new DownloadException(Kind.CUT_OFF, "the connection that fetched the file has ended");
  }

  /** Aborts the downloads in progress, and rejects all later ones. */
  @Override
  public synchronized void close() {
    closed = true;
    callers.forEach(Thread::interrupt);
    long end = System.nanoTime() + CLOSING.toNanos();
    try {
      for (long left = CLOSING.toNanos();
          !callers.isEmpty() && left > 0;
          left = end - System.nanoTime()) {
        // One millisecond more: a timeout that is rounded to 0 would mean forever.
        TimeUnit.MILLISECONDS.timedWait(this, 1 + TimeUnit.NANOSECONDS.toMillis(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  /** One download: all of its attempts, within one time limit. */
  private final class Fetch {

    private final DownloadRequest wanted;
    private final DownloadLimits limits;
    private final List<ServerTrust> trusted;
    private final @Nullable Path file;
    private final LongConsumer fetched;
    private final TimeLimit limit;

    /** Whether the content comes from several responses, which may be of different files. */
    private boolean resumed;

    Fetch(DownloadRequest wanted, @Nullable Path file, LongConsumer fetched)
        throws DownloadException {
      trusted = trusted(wanted.roots());
      limits = wanted.limits();
      limit = TimeLimit.of(limits.whole(), limits.pace().window(), backoff.nanoTime());
      if (wanted.size() > limits.maxBytes()) {
        throw new DownloadException(
            Kind.LASTING,
            "the file has " + wanted.size() + " bytes, allowed are " + limits.maxBytes());
      }
      this.wanted = wanted;
      this.file = file;
      this.fetched = fetched;
    }

    void toFile(Path target) throws DownloadException, InterruptedException {
      try (PartialFile part = PartialFile.open(target, wanted, disk)) {
        if (wanted.size() >= 0 && part.length() > wanted.size()) {
          part.clear();
        }
        fetch(part);
        String difference = part.difference().orElse("");
        if (!difference.isEmpty() && resumed) {
          LOG.info("{}; fetching the whole file again", difference);
          part.clear();
          fetch(part);
          difference = part.difference().orElse("");
        }
        require(difference);
        part.force();
      }
    }

    byte[] toMemory() throws DownloadException, InterruptedException {
      ByteArrayOutputStream memory = new ByteArrayOutputStream();
      try (PartialFile part = PartialFile.inMemory(memory, wanted)) {
        fetch(part);
        require(part.difference().orElse(""));
        return memory.toByteArray();
      }
    }

    private static void require(String difference) throws DownloadException {
      if (!difference.isEmpty()) {
        throw new DownloadException(Kind.WRONG_FILE, difference);
      }
    }

    /** Fetches what is missing, in as many attempts as are allowed. */
    private void fetch(PartialFile part) throws DownloadException, InterruptedException {
      long counted = part.length();
      int failures = 0;
      while (true) {
        try {
          attempt(part);
          return;
        } catch (DownloadException e) {
          if (e.kind() != Kind.PASSING) {
            throw e;
          }
          failures = part.length() >= counted + PROGRESS_THAT_COUNTS ? 1 : failures + 1;
          counted = part.length();
          if (failures > limits.retries()) {
            throw failures == 1
                ? e
                : new DownloadException(
                    Kind.PASSING,
                    e.getMessage() + " (" + failures + " attempts, " + counted + " bytes)");
          }
          LOG.debug("attempt {} failed: {}", failures, e.getMessage());
          backoff.await(failures, limit);
        }
      }
    }

    private void attempt(PartialFile part) throws DownloadException, InterruptedException {
      if (wanted.size() >= 0 && part.length() == wanted.size()) {
        resumed = true;
        return;
      }
      checkSpace(wanted.size(), part.length());
      try (WebExchange response = request(part.length())) {
        long total = part.begin(response);
        checkSpace(total, part.length());
        resumed |= part.length() > 0;
        part.append(response.body(), backoff.nanoTime(), fetched);
        checkEnd(wanted.size() >= 0 ? wanted.size() : total, part.length());
      } catch (DeadlineExceededException e) {
        throw new DownloadException(Kind.OUT_OF_TIME, "the download failed: " + e.getMessage());
      } catch (ProxyException e) {
        throw new DownloadException(
            limit.left().isZero()
                ? Kind.OUT_OF_TIME
                : e.fault() == Cause.CONFIGURATION ? Kind.LASTING : Kind.PASSING,
            String.valueOf(e.getMessage()));
      } catch (ServerTrustException e) {
        throw new DownloadException(Kind.PASSING, String.valueOf(e.getMessage()));
      } catch (SSLHandshakeException e) {
        throw new DownloadException(Kind.PASSING, certificate(e));
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        throw new DownloadException(Kind.PASSING, "the connection failed: " + why);
      }
    }

    /** Requests the bytes from this position on, and follows redirects. */
    private WebExchange request(long from)
        throws IOException, DownloadException, InterruptedException {
      Map<String, String> headers = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
      WebAddress next = wanted.address();
      if (!next.secure() && !limits.allowHttp()) {
        throw new DownloadException(Kind.LASTING, "the address is not https");
      }
      for (int i = 0; i <= limits.redirects(); i++) {
        WebExchange response = client.ask(WebRequest.get(next, headers), trusted, limit);
        switch (response.status()) {
          case 301, 302, 303, 307, 308 -> {
            try (response) {
              next = target(next, response.header("Location").orElse(""));
            }
          }
          default -> {
            return response;
          }
        }
      }
      throw new DownloadException(Kind.LASTING, "more than " + limits.redirects() + " redirects");
    }

    private static WebAddress target(WebAddress from, String location) throws DownloadException {
      try {
        WebAddress target = from.resolve(location);
        if (from.secure() && !target.secure()) {
          throw new DownloadException(Kind.LASTING, "the server redirects to http, not to https");
        }
        return target;
      } catch (MalformedURLException e) {
        throw new DownloadException(Kind.LASTING, "the server redirects: " + e.getMessage());
      }
    }

    private void checkSpace(long size, long have) throws DownloadException {
      if (file == null || size < 0) {
        return;
      }
      Path parent = file.toAbsolutePath().getParent();
      try {
        long usable = disk.usableSpace(parent == null ? file : parent);
        long needed = Math.max(0, size - have) + DISK_RESERVE;
        if (usable < needed) {
          throw new DownloadException(
              Kind.LASTING, "the disk has room for " + usable + " bytes, needed are " + needed);
        }
      } catch (IOException e) {
        throw new DownloadException(
            Kind.LASTING, "the free space of the disk is not known: " + e.getMessage());
      }
    }

    private static void checkEnd(long expected, long length) throws DownloadException {
      if (expected >= 0 && length < expected) {
        throw new DownloadException(
            Kind.PASSING, "the server stopped after " + length + " of " + expected + " bytes");
      }
    }

    /** Tells a wrong host name, against which another root does not help, from a missing root. */
    private static String certificate(SSLHandshakeException failure) {
      return TlsHostName.mismatch(failure)
          .map(
              name ->
                  "the server's certificate is for another host; check the address (" + name + ")")
          .orElseGet(
              () ->
                  "the server's certificate is not trusted; if it is your own server, put the root"
                      + " that signed it into ca.certificate ("
                      + failure.getMessage()
                      + ")");
    }
  }

  @FunctionalInterface
  private interface Work<T> {

    T run() throws DownloadException, InterruptedException;
  }
}
