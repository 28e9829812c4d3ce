/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.store.Medium;

/** Faults of file servers. */
class FileServerFaultsTest extends DownloadFixture {

  @Test
  void aServerWithoutRangesSendsAllAgain() throws Exception {
    AtomicInteger count = new AtomicInteger();
    server.with(
        "/f",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          int most = count.incrementAndGet() == 1 ? 70_000 : CONTENT.length;
          exchange.getResponseBody().write(CONTENT, 0, most);
        });
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  /** The parts fetched over two connections may be of two files. */
  @Test
  void aFileThatIsReplacedWhileItIsFetchedIsFetchedOnceMore() throws Exception {
    AtomicBoolean first = new AtomicBoolean(true);
    byte[] former = CONTENT.clone();
    former[7]++;
    server.with(
        "/f",
        exchange ->
            FileServer.send(
                exchange,
                first.get() ? former : CONTENT,
                first.getAndSet(false) ? 1_000_000 : CONTENT.length));
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals("null", server.ranges().get(2));
    assertEquals(3, server.ranges().size());
  }

  @Test
  void a416OfAPartIsAnsweredWithAnAttemptFromTheStart() throws Exception {
    AtomicBoolean first = new AtomicBoolean(true);
    server.with(
        "/f",
        exchange -> {
          if (first.getAndSet(false)) {
            exchange.sendResponseHeaders(416, -1);
          } else {
            FileServer.send(exchange, CONTENT, CONTENT.length);
          }
        });
    Files.write(file, Arrays.copyOf(CONTENT, 1_000));
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of("bytes=1000-", "null"), server.ranges());
  }

  @Test
  void a416OfTheWholeIsTheEnd() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(416, -1));
    assertFails(Kind.LASTING, "416", "/f");
  }

  @Test
  void aFileOfAnotherSizeThanDeclaredIsRefusedBeforeItIsRead() {
    server.serving("/f", Arrays.copyOf(CONTENT, CONTENT.length + 1));
    assertFails(Kind.WRONG_FILE, "ordered are " + CONTENT.length, "/f");
    assertEquals(0, file.toFile().length());
  }

  @Test
  void aFileThatIsLongerThanDeclaredIsCut() {
    server.with(
        "/f",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT);
          exchange.getResponseBody().write(CONTENT);
        });
    assertFails(Kind.WRONG_FILE, "longer than the", "/f");
    assertTrue(file.toFile().length() <= CONTENT.length);
  }

  @Test
  void aFileWithoutADeclaredSizeIsLimitedAsWell() {
    server.with(
        "/f",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 4; i++) {
            exchange.getResponseBody().write(CONTENT);
          }
        });
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () ->
                download(Medium.disk())
                    .toFile(
                        new DownloadRequest(
                            WebAddress.parse(server.url("/f")), -1, Map.of(), "", LIMITS),
                        file,
                        bytes -> {}));
    assertTrue(e.getMessage().contains("bytes that are allowed"), e.getMessage());
  }

  @Test
  void anotherContentIsRefused() {
    byte[] other = CONTENT.clone();
    other[1_234_567]++;
    server.serving("/f", other);
    assertFails(Kind.WRONG_FILE, "the SHA-256 of the file is", "/f");
  }

  @Test
  void aRedirectIsFollowedOverTls() throws Exception {
    server.serving("/f", CONTENT).with("/moved", exchange -> redirect(exchange, "/f"));
    fetch("/moved");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  @Test
  void aRedirectToHttpIsRefusedEvenWhereHttpIsAllowed() throws Exception {
    try (FileServer plain = FileServer.http().serving("/f", CONTENT)) {
      server.with("/moved", exchange -> redirect(exchange, plain.url("/f")));
      DownloadLimits lax =
          new DownloadLimits(LIMITS.maxBytes(), 5, 3, LIMITS.pace(), LIMITS.whole(), true);
      DownloadException e =
          assertThrows(
              DownloadException.class, () -> fetch(lax, Medium.disk(), server.url("/moved")));
      assertTrue(e.getMessage().contains("redirects to http"), e.getMessage());
      assertEquals(List.of(), plain.ranges());
      fetch(lax, Medium.disk(), plain.url("/f"));
    }
  }

  @Test
  void plainHttpIsRefused() {
    String plain = "http://localhost:1/f";
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(LIMITS, Medium.disk(), plain));
    assertTrue(e.getMessage().contains("not https"), e.getMessage());
  }

  @Test
  void aRedirectLoopEnds() {
    server.with("/loop", exchange -> redirect(exchange, "/loop"));
    assertFails(Kind.LASTING, "more than 5 redirects", "/loop");
    assertEquals(6, server.ranges().size());
  }

  @Test
  void a403HasExpired() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(403, -1));
    assertFails(Kind.EXPIRED, "403", "/f");
  }

  @Test
  void a404IsNotTriedAgain() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(404, -1));
    assertFails(Kind.LASTING, "404", "/f");
    assertEquals(1, server.ranges().size());
  }

  @Test
  void aServerThatTricklesIsCutOff() {
    server.with(
        "/f",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          for (int i = 0; i < 300; i++) {
            exchange.getResponseBody().write(CONTENT, i, 1);
            exchange.getResponseBody().flush();
            await(Duration.ofMillis(50));
          }
        });
    DownloadLimits brisk = limits(1, 1_000, Duration.ofMillis(300), LIMITS.whole());
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(brisk, Medium.disk(), server.url("/f")));
    assertTrue(e.getMessage().contains("bytes a second, less than 1000"), e.getMessage());
  }

  @Test
  void aServerThatFallsSilentIsCutOff() {
    CountDownLatch end = new CountDownLatch(1);
    server.with(
        "/f",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 10);
          exchange.getResponseBody().flush();
          await(end);
        });
    DownloadLimits brisk = limits(0, 0, Duration.ofMillis(300), LIMITS.whole());
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(brisk, Medium.disk(), server.url("/f")));
    end.countDown();
    assertTrue(e.getMessage().contains("timed out"), e.getMessage());
  }
}
