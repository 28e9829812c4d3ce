/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;
import org.kuralink.ota.journal.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a file to the end, over as many connections as it takes, and goes on where an earlier run
 * was cut off. Uses one buffer whatever the size. For one thread, which may be interrupted.
 */
public final class Download {

  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final long RESERVE = 1024L * 1024;
  private static final long PROGRESS_THAT_COUNTS = 1024L * 1024;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Connections connections;
  private final DownloadLimits limits;
  private final Disk disk;
  private final Waiting waiting;

  /** Downloads with the given limits. */
  public Download(Connections connections, DownloadLimits limits, Disk disk, Waiting waiting) {
    this.connections = connections;
    this.limits = limits;
    this.disk = disk;
    this.waiting = waiting;
  }

  /**
   * Fetches a file. When this returns it is on disk, has the size and the digests.
   *
   * @param size in bytes; -1 if not known
   * @param digests hexadecimal, by the name of the method
   * @param fetched hears how many bytes there are, often
   */
  public void run(
      URI address, long size, Map<String, String> digests, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    if (size > limits.maxBytes()) {
      throw DownloadException.lasting(
          "the file has " + size + " bytes, allowed are " + limits.maxBytes());
    }
    try (PartFile part = PartFile.open(file, digests, disk)) {
      boolean resumed = part.length() > 0;
      if (size >= 0 && part.length() > size) {
        part.clear();
      }
      fetchAll(address, size, part, file, fetched);
      String difference = part.difference().orElse("");
      if (!difference.isEmpty() && resumed) {
        LOG.info("{}; fetching the whole file again", difference);
        part.clear();
        fetchAll(address, size, part, file, fetched);
        difference = part.difference().orElse("");
      }
      if (!difference.isEmpty()) {
        throw DownloadException.wrongFile(difference);
      }
      part.force();
    }
  }

  private void fetchAll(URI address, long size, PartFile part, Path file, LongConsumer fetched)
      throws DownloadException, InterruptedException {
    long end = waiting.nanoTime.getAsLong() + limits.whole().toNanos();
    long counted = part.length();
    int failures = 0;
    while (true) {
      try {
        fetch(address, size, part, file, fetched, end);
        return;
      } catch (DownloadException e) {
        if (e.kind() != DownloadException.Kind.PASSING) {
          throw e;
        }
        if (part.length() >= counted + PROGRESS_THAT_COUNTS) {
          failures = 0;
        }
        counted = part.length();
        failures++;
        if (failures > limits.retries()) {
          throw DownloadException.lasting(
              e.getMessage() + " (" + failures + " attempts, " + part.length() + " bytes)");
        }
        LOG.debug("attempt {} failed: {}", failures, e.getMessage());
        waiting.before(failures);
      }
    }
  }

  private void fetch(
      URI address, long size, PartFile part, Path file, LongConsumer fetched, long end)
      throws DownloadException, InterruptedException {
    if (size >= 0 && part.length() == size) {
      return;
    }
    checkSpace(size, part.length(), file);
    Pace pace = new Pace(limits, waiting.nanoTime);
    Transfer transfer = new Transfer(limits, part, size, pace, fetched);
    try {
      HttpURLConnection connection = connections.get(address, part.length(), limits);
      try {
        long total = transfer.begin(connection);
        checkSpace(total, part.length(), file);
        try (InputStream in = new Deadline(connection.getInputStream(), end, waiting.nanoTime)) {
          transfer.body(in);
        }
        checkEnd(size >= 0 ? size : total, part.length());
      } finally {
        connection.disconnect();
      }
    } catch (Deadline.PassedException e) {
      throw DownloadException.lasting(
          "the download takes longer than " + limits.whole().toMinutes() + " minutes");
    } catch (SSLHandshakeException e) {
      throw DownloadException.passing(certificate(e));
    } catch (IOException e) {
      throw DownloadException.passing("the connection failed: " + e.getMessage());
    }
  }

  /** A missing root does not help against a server of another name. */
  private static String certificate(SSLHandshakeException failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof CertificateException && String.valueOf(e.getMessage()).startsWith("No ")) {
        return "the server's certificate is for another host; check the address ("
            + e.getMessage()
            + ")";
      }
    }
    return "the server's certificate is not trusted; if it is your own server, put the root that"
        + " signed it into ca.certificate ("
        + failure.getMessage()
        + ")";
  }

  private static void checkEnd(long expected, long length) throws DownloadException {
    if (expected >= 0 && length < expected) {
      throw DownloadException.passing(
          "the server stopped after " + length + " of " + expected + " bytes");
    }
  }

  private void checkSpace(long size, long have, Path file) throws DownloadException {
    try {
      long usable = disk.usable(DurableFiles.directoryOf(file));
      long needed = Math.max(0, size - have) + RESERVE;
      if (size >= 0 && usable < needed) {
        throw DownloadException.lasting(
            "the disk has room for " + usable + " bytes, needed are " + needed);
      }
    } catch (IOException e) {
      throw DownloadException.lasting("the room on the disk is not known: " + e.getMessage());
    }
  }

  /** Time, and how it is waited for. */
  public record Waiting(LongSupplier nanoTime, RandomGenerator random, Pause pause) {

    /** Waits before an attempt: from half a second doubling to a minute, with full jitter. */
    void before(int attempt) throws InterruptedException {
      long most =
          Math.min(
              LONGEST_PAUSE.toMillis(), Duration.ofMillis(500).toMillis() << Math.min(attempt, 16));
      pause.pause(Duration.ofMillis(random.nextLong(most) + 1));
    }
  }

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {

    /** Returns when the time is over. */
    void pause(Duration duration) throws InterruptedException;
  }
}
