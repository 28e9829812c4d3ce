/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.cota.offer.Offer;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.login.trust.TrustedRoots;

/** Downloads from a misbehaving local server. */
class HttpDownloadTest {

  private static final byte[] FILE = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

  private static final Downloads SESSION =
      new SessionDownloads(
          new WebClient(Optional::empty),
          new FakeCloudSession().trust(),
          roots -> TrustedRoots.only(roots)::context);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      if (path.startsWith("/status/")) {
        exchange.sendResponseHeaders(Integer.parseInt(path.substring(8)), -1);
      } else if (path.startsWith("/redirect/")) {
        int left = Integer.parseInt(path.substring(10));
        redirect(exchange, left == 0 ? "/file" : "/redirect/" + (left - 1));
      } else if (path.equals("/to")) {
        redirect(exchange, exchange.getRequestURI().getQuery());
      } else if (path.equals("/stall")) {
        exchange.sendResponseHeaders(200, FILE.length);
        exchange.getResponseBody().write(FILE, 0, 1);
        exchange.getResponseBody().flush();
        awaitRelease();
      } else if (path.equals("/cut")) {
        exchange.sendResponseHeaders(200, FILE.length);
        exchange.getResponseBody().write(FILE, 0, 2);
      } else if (path.equals("/endless")) {
        exchange.sendResponseHeaders(200, 0);
        for (int i = 0; i < 1_000_000; i++) {
          exchange.getResponseBody().write(FILE);
        }
      } else {
        exchange.sendResponseHeaders(200, FILE.length);
        exchange.getResponseBody().write(FILE);
      }
    }
  }

  private void awaitRelease() {
    try {
      release.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  private byte[] fetch(String path, boolean allowHttp, Duration limit)
      throws DownloadException, InterruptedException {
    WebAddress url = new WebAddress(false, "127.0.0.1", server.getAddress().getPort(), path);
    Offer offer = new Offer("c", FILE.length, Offer.digestOf(FILE), url, Instant.EPOCH);
    return OfferDownload.by(SESSION, limit).fetch(offer, new CotaSettings.Access(allowHttp, ""));
  }

  private DownloadException failure(String path) {
    return failure(path, true, Duration.ofSeconds(30));
  }

  private DownloadException failure(String path, boolean allowHttp, Duration limit) {
    return assertThrows(DownloadException.class, () -> fetch(path, allowHttp, limit));
  }

  @Test
  void fetchesTheBytesAsTheyAre() throws Exception {
    assertArrayEquals(FILE, fetch("/file", true, Duration.ofSeconds(30)));
  }

  @Test
  void followsThreeRedirectsAndNoMore() throws Exception {
    assertArrayEquals(FILE, fetch("/redirect/2", true, Duration.ofSeconds(30)));
    DownloadException e = failure("/redirect/3");
    assertEquals(Kind.LASTING, e.kind());
    assertEquals("more than 3 redirects", e.getMessage());
  }

  @Test
  void usesNoHttpUnlessAllowed() {
    DownloadException e = failure("/file", false, Duration.ofSeconds(30));
    assertEquals(Kind.LASTING, e.kind());
    assertEquals("the address is not https", e.getMessage());
    assertEquals(0, requests.get());
  }

  @ParameterizedTest
  @CsvSource({
    "403,EXPIRED",
    "410,EXPIRED",
    "500,PASSING",
    "503,PASSING",
    "429,PASSING",
    "404,LASTING",
    "401,EXPIRED",
    "206,LASTING",
    "204,LASTING"
  })
  void aStatusSaysWhatToDoNext(int status, Kind kind) {
    assertEquals(kind, failure("/status/" + status).kind());
  }

  @ParameterizedTest
  @CsvSource({"/to?ftp://a/b", "/to?file:///etc/passwd", "/to?http:", "/to?%7B"})
  void followsNoRedirectToAnythingElse(String path) {
    assertEquals(Kind.LASTING, failure(path).kind());
    assertEquals(1, requests.get());
  }

  @Test
  void endsAnEndlessFileAtTheSizeThatWasOffered() {
    DownloadException e = failure("/endless");
    assertEquals(Kind.LASTING, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("more than the 7 bytes"), e.getMessage());
  }

  @Test
  void aLineThatIsCutMayWorkLater() {
    assertEquals(Kind.PASSING, failure("/cut").kind());
  }

  @Test
  void doesNotWaitForAServerThatStalls() {
    assertEquals(Kind.OUT_OF_TIME, failure("/stall", true, Duration.ofMillis(200)).kind());
  }

  @Test
  void invalidRootsAreReported() throws Exception {
    Offer offer =
        new Offer(
            "c",
            1,
            Offer.digestOf(FILE),
            new WebAddress(true, "127.0.0.1", 443, "/f"),
            Instant.EPOCH);
    for (String roots : new String[] {"x", "-----BEGIN CERTIFICATE-----\nAAAA"}) {
      DownloadException e =
          assertThrows(
              DownloadException.class,
              () ->
                  OfferDownload.by(SESSION, Duration.ofSeconds(30))
                      .fetch(offer, new CotaSettings.Access(false, roots)));
      assertTrue(String.valueOf(e.getMessage()).contains("ca.certificate"));
    }
  }

  @Test
  void anUnreachableServerIsAPassingFailure() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    WebAddress url = new WebAddress(false, "127.0.0.1", port, "/file");
    Offer offer = new Offer("c", 1, Offer.digestOf(FILE), url, Instant.EPOCH);
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () ->
                OfferDownload.by(SESSION, Duration.ofSeconds(30))
                    .fetch(offer, new CotaSettings.Access(true, "")));
    assertEquals(Kind.PASSING, e.kind());
  }
}
