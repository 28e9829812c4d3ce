/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kuralink.api.ota.UpdateFault;

/** What file servers do to a download. */
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
    assertFails(UpdateFault.DOWNLOAD, "416", "/f");
  }

  @Test
  void aFileOfAnotherSizeThanDeclaredIsRefusedBeforeItIsRead() {
    server.serving("/f", Arrays.copyOf(CONTENT, CONTENT.length + 1));
    assertFails(UpdateFault.VERIFICATION, "ordered are " + CONTENT.length, "/f");
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
    assertFails(UpdateFault.VERIFICATION, "longer than the", "/f");
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
                download(LIMITS, Disk.REAL)
                    .run(server.uri("/f"), -1, Map.of("SHA-256", sha256()), file, bytes -> {}));
    assertTrue(e.getMessage().contains("allowed are"), e.getMessage());
  }

  @Test
  void anotherContentIsRefused() {
    byte[] other = CONTENT.clone();
    other[1_234_567]++;
    server.serving("/f", other);
    assertFails(UpdateFault.VERIFICATION, "the SHA-256 of the file is", "/f");
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
      server.with("/moved", exchange -> redirect(exchange, plain.uri("/f").toString()));
      DownloadLimits lax =
          new DownloadLimits(LIMITS.maxBytes(), 3, 0, LIMITS.window(), LIMITS.whole(), true);
      DownloadException e =
          assertThrows(DownloadException.class, () -> fetch(lax, Disk.REAL, server.uri("/moved")));
      assertTrue(e.getMessage().contains("redirects to http"), e.getMessage());
      assertEquals(List.of(), plain.ranges());
      fetch(lax, Disk.REAL, plain.uri("/f"));
    }
  }

  @Test
  void plainHttpIsRefused() {
    URI plain = URI.create("http://localhost:1/f");
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(LIMITS, Disk.REAL, plain));
    assertTrue(e.getMessage().contains("not https"), e.getMessage());
  }

  @Test
  void aRedirectLoopEnds() {
    server.with("/loop", exchange -> redirect(exchange, "/loop"));
    assertFails(UpdateFault.DOWNLOAD, "more than 5 redirects", "/loop");
    assertEquals(6, server.ranges().size());
  }

  @Test
  void a403HasExpired() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(403, -1));
    assertTrue(assertFails(UpdateFault.DOWNLOAD, "403", "/f").isExpired());
  }

  @Test
  void a404IsNotTriedAgain() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(404, -1));
    assertFails(UpdateFault.DOWNLOAD, "404", "/f");
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
    DownloadLimits brisk =
        new DownloadLimits(
            LIMITS.maxBytes(), 1, 1_000, Duration.ofMillis(300), LIMITS.whole(), false);
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(brisk, Disk.REAL, server.uri("/f")));
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
    DownloadLimits brisk =
        new DownloadLimits(LIMITS.maxBytes(), 0, 0, Duration.ofMillis(300), LIMITS.whole(), false);
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(brisk, Disk.REAL, server.uri("/f")));
    end.countDown();
    assertTrue(e.getMessage().contains("timed out"), e.getMessage());
  }
}
