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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.store.Medium;

/**
 * The time limit applies to every step of a download, whatever the server does. The longest
 * permitted silence is much longer than the limit, so it is the limit that ends each download.
 */
@Timeout(60)
class TimeLimitTest extends DownloadFixture {

  private static final DownloadLimits SHORT =
      new DownloadLimits(
          LIMITS.maxBytes(),
          5,
          100,
          new DownloadLimits.Pace(0, Duration.ofMinutes(10)),
          Duration.ofMillis(300),
          true);

  private void assertOutOfTime(String url) throws IOException {
    assertOutOfTime(url, new WebClient(Optional::empty), SHORT);
  }

  private void assertOutOfTime(String url, WebClient client, DownloadLimits limits)
      throws IOException {
    DownloadRequest wanted = wanted(url, limits);
    SessionDownloads download = download(client, FileServer.trust(), Medium.disk(), backoff());
    DownloadException e =
        assertThrows(DownloadException.class, () -> download.toFile(wanted, file, bytes -> {}));
    assertEquals(Kind.OUT_OF_TIME, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains("takes longer than 300 ms"), e.getMessage());
  }

  @Test
  void aServerThatAcceptsAndNeverAnswers() throws IOException {
    try (RawServer raw = RawServer.silent()) {
      assertOutOfTime("http://127.0.0.1:" + raw.port() + "/f");
      assertOutOfTime("https://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatDripsItsHeaders() throws IOException {
    try (RawServer raw = RawServer.dripping("HTTP/1.1 200 OK\r\nX-Slow: ", 'a')) {
      assertOutOfTime("http://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatDripsItsHeadersOverTls() throws IOException {
    SSLServerSocket tls =
        (SSLServerSocket)
            FileServer.context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (RawServer raw =
        RawServer.of(
            tls,
            (in, out) -> {
              RawServer.head(in);
              RawServer.drip(out, 'H');
            })) {
      assertOutOfTime("https://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatDripsTheHandshakeOfTls() throws IOException {
    // A record of the handshake that announces 16,384 bytes.
    try (RawServer raw = RawServer.dripping("\u0016\u0003\u0003\u0040\u0000", 2)) {
      assertOutOfTime("https://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatDripsTheBody() throws IOException {
    try (RawServer raw =
        RawServer.dripping(
            "HTTP/1.1 200 OK\r\nContent-Length: " + CONTENT.length + "\r\n\r\n", 1)) {
      assertOutOfTime("http://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatDripsChunksOfTheBody() throws IOException {
    try (RawServer raw =
        RawServer.dripping("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=", 'y')) {
      assertOutOfTime("http://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatSaysAllTheTimeThatItGoesOn() throws IOException {
    try (RawServer raw =
        RawServer.of(
            (in, out) -> {
              while (true) {
                out.write("HTTP/1.1 102 Processing\r\n\r\n".getBytes());
                out.flush();
                await(Duration.ofMillis(5));
              }
            })) {
      assertOutOfTime("http://127.0.0.1:" + raw.port() + "/f");
    }
  }

  @Test
  void aServerThatRedirectsSlowlyAndForEver() throws IOException {
    DownloadLimits endless =
        new DownloadLimits(
            SHORT.maxBytes(), 1_000_000, 0, SHORT.pace(), SHORT.whole(), SHORT.allowHttp());
    try (RawServer raw =
        RawServer.answering("HTTP/1.1 302 Found\r\nLocation: /f\r\nContent-Length: 0\r\n\r\n")) {
      assertOutOfTime(
          "http://127.0.0.1:" + raw.port() + "/f", new WebClient(Optional::empty), endless);
    }
  }

  @Test
  void aServerThatFailsAgainAndAgain() throws IOException {
    DownloadLimits endless =
        new DownloadLimits(
            SHORT.maxBytes(), 5, 1_000_000, SHORT.pace(), SHORT.whole(), SHORT.allowHttp());
    try (RawServer raw = RawServer.answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")) {
      assertOutOfTime(
          "http://127.0.0.1:" + raw.port() + "/f", new WebClient(Optional::empty), endless);
    }
  }

  @Test
  void aServerThatDoesNotEvenTakeTheConnection() throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = new ArrayList<>();
      try {
        // The kernel accepts no more connections for a server that does not.
        for (int i = 0; i < 4; i++) {
          Socket socket = new Socket();
          waiting.add(socket);
          try {
            socket.connect(full.getLocalSocketAddress(), 200);
          } catch (IOException e) {
            break;
          }
        }
        assertOutOfTime("http://127.0.0.1:" + full.getLocalPort() + "/f");
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  @Test
  void aNameServerThatHangs() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    WebClient client =
        new WebClient(
            host -> {
              await(end);
              return InetAddress.getAllByName(host);
            },
            Optional::empty);
    for (int i = 0; i < 4; i++) {
      assertOutOfTime("https://files.example/f", client, SHORT);
    }
    DownloadLimits once =
        new DownloadLimits(SHORT.maxBytes(), 5, 0, SHORT.pace(), SHORT.whole(), SHORT.allowHttp());
    SessionDownloads fifth = download(client, FileServer.trust(), Medium.disk(), backoff());
    DownloadRequest wanted = wanted("https://files.example/f", once);
    DownloadException e =
        assertThrows(DownloadException.class, () -> fifth.toFile(wanted, file, bytes -> {}));
    end.countDown();
    assertTrue(e.getMessage().contains("already hanging"), e.getMessage());
  }

  @Test
  void pausesEndAtTheLimitToo() throws IOException {
    server.with("/f", exchange -> exchange.sendResponseHeaders(503, -1));
    AtomicReference<Long> now = new AtomicReference<>(0L);
    Backoff virtual =
        new Backoff(
            now::get,
            new java.util.Random(3),
            pause -> {
              pauses.add(pause);
              now.set(now.get() + pause.toNanos());
            });
    DownloadLimits hour = limits(1_000_000, 0, Duration.ofSeconds(20), Duration.ofHours(1));
    SessionDownloads download =
        download(new WebClient(Optional::empty), FileServer.trust(), Medium.disk(), virtual);
    DownloadRequest wanted = wanted(server.url("/f"), hour);
    DownloadException e =
        assertThrows(DownloadException.class, () -> download.toFile(wanted, file, bytes -> {}));
    assertEquals(Kind.OUT_OF_TIME, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains("60 minutes"), e.getMessage());
    Duration sum = pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertTrue(sum.compareTo(Duration.ofHours(1)) <= 0, sum::toString);
  }

  @Test
  void anInterruptEndsTheWaitForAServerAtOnce() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer raw =
        RawServer.of(
            (in, out) -> {
              RawServer.head(in);
              asked.countDown();
              in.transferTo(OutputStream.nullOutputStream());
            })) {
      DownloadLimits patient =
          new DownloadLimits(LIMITS.maxBytes(), 5, 0, SHORT.pace(), Duration.ofMinutes(10), true);
      DownloadRequest wanted = wanted("http://127.0.0.1:" + raw.port() + "/f", patient);
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  download(Medium.disk()).toFile(wanted, file, bytes -> {});
                } catch (DownloadException | InterruptedException e) {
                  end.set(e);
                }
              });
      thread.start();
      asked.await();
      thread.interrupt();
      thread.join();
      assertEquals(InterruptedException.class, end.get().getClass());
      assertFalse(thread.isInterrupted());
    }
  }
}
