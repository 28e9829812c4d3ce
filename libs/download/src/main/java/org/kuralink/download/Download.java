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
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.proxy.ProxyException;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a file to the end, over as many connections as it takes, and goes on where an earlier run
 * was cut off. Uses one buffer whatever the size. May be used again, by one thread at a time, which
 * may be interrupted.
 */
public final class Download {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final long RESERVE = 1024L * 1024;
  private static final long PROGRESS_THAT_COUNTS = 1024L * 1024;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final WebClient client;
  private final List<ServerTrust> trusted;
  private final Medium disk;
  private final Waiting waiting;

  /**
   * Downloads from servers that somebody trusts.
   *
   * @param trusted of whom one has to trust the server of the file, those of the roots in the
   *     request included
   */
  public Download(WebClient client, List<ServerTrust> trusted, Medium disk, Waiting waiting) {
    this.client = client;
    this.trusted = List.copyOf(trusted);
    this.disk = disk;
    this.waiting = waiting;
  }

  /**
   * Fetches a file to the disk. When this returns it is there, has the size and the digests, and
   * survives a power cut as far as its directory does.
   *
   * @param file may hold the beginning of an earlier run
   * @param fetched hears how many bytes there are, often
   */
  public void toFile(DownloadRequest wanted, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    Fetch fetch = new Fetch(wanted, file, fetched);
    try (Part part = Part.in(file, wanted, disk)) {
      if (wanted.size() >= 0 && part.length() > wanted.size()) {
        part.clear();
      }
      fetch.all(part);
      String difference = part.difference().orElse("");
      if (!difference.isEmpty() && fetch.resumed) {
        LOG.info("{}; fetching the whole file again", difference);
        part.clear();
        fetch.all(part);
        difference = part.difference().orElse("");
      }
      if (!difference.isEmpty()) {
        throw new DownloadException(Kind.WRONG_FILE, difference);
      }
      part.force();
    }
  }

  /** Fetches a small file into memory; when this returns it has the size and the digests. */
  public byte[] toMemory(DownloadRequest wanted) throws DownloadException, InterruptedException {
    ByteArrayOutputStream memory = new ByteArrayOutputStream();
    try (Part part = Part.in(memory, wanted)) {
      new Fetch(wanted, null, bytes -> {}).all(part);
      String difference = part.difference().orElse("");
      if (!difference.isEmpty()) {
        throw new DownloadException(Kind.WRONG_FILE, difference);
      }
      return memory.toByteArray();
    }
  }

  /** One run, within one time limit. */
  private final class Fetch {

    private final DownloadRequest wanted;
    private final DownloadLimits limits;
    private final @Nullable Path file;
    private final LongConsumer fetched;
    private final TimeLimit limit;

    /** Whether it is of several answers, which need not be of the same file. */
    private boolean resumed;

    Fetch(DownloadRequest wanted, @Nullable Path file, LongConsumer fetched)
        throws DownloadException {
      limits = wanted.limits();
      limit = TimeLimit.of(limits.whole(), limits.pace().window(), waiting.nanoTime);
      if (wanted.size() > limits.maxBytes()) {
        throw new DownloadException(
            Kind.LASTING,
            "the file has " + wanted.size() + " bytes, allowed are " + limits.maxBytes());
      }
      this.wanted = wanted;
      this.file = file;
      this.fetched = fetched;
    }

    void all(Part part) throws DownloadException, InterruptedException {
      long counted = part.length();
      int failures = 0;
      while (true) {
        try {
          once(part);
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
          waiting.before(failures, limit);
        }
      }
    }

    private void once(Part part) throws DownloadException, InterruptedException {
      if (wanted.size() >= 0 && part.length() == wanted.size()) {
        resumed = true;
        return;
      }
      checkSpace(wanted.size(), part.length());
      try (WebAnswer answer = ask(part.length())) {
        long total = part.begin(answer);
        checkSpace(total, part.length());
        resumed |= part.length() > 0;
        part.body(answer.body(), waiting.nanoTime, fetched);
        checkEnd(wanted.size() >= 0 ? wanted.size() : total, part.length());
      } catch (OutOfTimeException e) {
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
        throw new DownloadException(Kind.PASSING, "the connection failed: " + words(e));
      }
    }

    /** Asks for the bytes from some on, and goes where it is sent. */
    private WebAnswer ask(long from) throws IOException, DownloadException, InterruptedException {
      Map<String, String> headers = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
      WebAddress next = wanted.address();
      if (!next.secure() && !limits.allowHttp()) {
        throw new DownloadException(Kind.LASTING, "the address is not https");
      }
      for (int i = 0; i <= limits.redirects(); i++) {
        WebAnswer answer = client.ask(WebRequest.get(next, headers), trusted, limit);
        switch (answer.status()) {
          case 301, 302, 303, 307, 308 -> {
            try (answer) {
              next = target(next, answer.header("Location").orElse(""));
            }
          }
          default -> {
            return answer;
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
        long needed = Math.max(0, size - have) + RESERVE;
        if (usable < needed) {
          throw new DownloadException(
              Kind.LASTING, "the disk has room for " + usable + " bytes, needed are " + needed);
        }
      } catch (IOException e) {
        throw new DownloadException(
            Kind.LASTING, "the room on the disk is not known: " + e.getMessage());
      }
    }
  }

  private static void checkEnd(long expected, long length) throws DownloadException {
    if (expected >= 0 && length < expected) {
      throw new DownloadException(
          Kind.PASSING, "the server stopped after " + length + " of " + expected + " bytes");
    }
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** A missing root does not help against a server of another name. */
  private static String certificate(SSLHandshakeException failure) {
    return Stream.concat(Stream.of(failure), Stream.of(failure.getSuppressed()))
        .flatMap(Download::anotherName)
        .findFirst()
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

  private static Stream<String> anotherName(Throwable failure) {
    return Stream.<Throwable>iterate(failure, e -> e != null, Throwable::getCause)
        .filter(e -> e instanceof CertificateException || e == failure)
        .map(e -> String.valueOf(e.getMessage()))
        .filter(
            message ->
                message.startsWith("No subject alternative")
                    || message.startsWith("No name matching")
                    || message.startsWith(WebConnection.NO_NAME));
  }

  /** Time, and how it is waited for. */
  public record Waiting(LongSupplier nanoTime, RandomGenerator random, Pause pause) {

    /** Waits before an attempt: from half a second doubling to a minute, with full jitter. */
    void before(int attempt, TimeLimit limit) throws InterruptedException {
      long most =
          Math.min(
              LONGEST_PAUSE.toMillis(), Duration.ofMillis(500).toMillis() << Math.min(attempt, 16));
      long millis = Math.min(random.nextLong(most) + 1, limit.left().toMillis());
      pause.pause(Duration.ofMillis(millis));
    }
  }

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {

    /** Returns when the time is over. */
    void pause(Duration duration) throws InterruptedException;
  }
}
