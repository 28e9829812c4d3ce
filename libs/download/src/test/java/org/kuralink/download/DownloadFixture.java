/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.store.Medium;

/** A file, a server that has it, and a directory to fetch it into. */
abstract class DownloadFixture {

  static final byte[] CONTENT = new byte[3 * 1024 * 1024 + 17];
  static final DownloadLimits LIMITS =
      new DownloadLimits(
          8 * 1024 * 1024,
          5,
          3,
          new DownloadLimits.Pace(0, Duration.ofSeconds(20)),
          Duration.ofMinutes(5),
          false);

  static {
    new Random(5).nextBytes(CONTENT);
  }

  @TempDir Path directory;
  final List<Duration> pauses = new ArrayList<>();
  FileServer server;
  Path file;

  @BeforeEach
  void serve() throws IOException {
    server = FileServer.https();
    file = directory.resolve("firmware");
  }

  @AfterEach
  void close() {
    server.close();
  }

  DownloadException assertFails(Kind kind, String message, String path) {
    DownloadException e = assertThrows(DownloadException.class, () -> fetch(path));
    assertEquals(kind, e.kind());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    return e;
  }

  void fetch(String path) throws Exception {
    fetch(LIMITS, Medium.disk(), server.url(path));
  }

  void fetch(DownloadLimits limits, Medium disk, String url) throws Exception {
    download(disk).toFile(wanted(url, limits), file, bytes -> {});
  }

  static DownloadRequest wanted(String url) throws IOException {
    return wanted(url, LIMITS);
  }

  static DownloadRequest wanted(String url, DownloadLimits limits) throws IOException {
    return wanted(url, Map.of("SHA-256", digest("SHA-256")), limits);
  }

  static DownloadRequest wanted(String url, Map<String, String> digests, DownloadLimits limits)
      throws IOException {
    return new DownloadRequest(WebAddress.parse(url), CONTENT.length, digests, "", limits);
  }

  SessionDownloads download(Medium disk) {
    return download(disk, FileServer.trust());
  }

  SessionDownloads download(Medium disk, ServerTrust session) {
    return download(new WebClient(Optional::empty), session, disk, backoff());
  }

  static SessionDownloads download(
      WebClient client, ServerTrust session, Medium disk, Backoff backoff) {
    return new SessionDownloads(client, session, pem -> FileServer.trust(), disk, backoff);
  }

  Backoff backoff() {
    return new Backoff(System::nanoTime, new Random(9), pauses::add);
  }

  static DownloadLimits limits(int retries, long bytesPerSecond, Duration window, Duration whole) {
    return new DownloadLimits(
        LIMITS.maxBytes(),
        LIMITS.redirects(),
        retries,
        new DownloadLimits.Pace(bytesPerSecond, window),
        whole,
        false);
  }

  static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  static void await(Duration duration) throws IOException {
    try {
      new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  static String digest(String method) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(method).digest(CONTENT));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
