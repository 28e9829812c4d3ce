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
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.store.FailingMedium;
import org.kuralink.store.Medium;

/** Complete downloads, with earlier contents and faults of the disk. */
class DownloadTest extends DownloadFixture {

  @Test
  void fetchesAFileAndChecksBothDigests() throws Exception {
    server.serving("/f", CONTENT);
    List<Long> counted = new ArrayList<>();
    Map<String, String> both =
        Map.of("MD5", digest("MD5"), "SHA-256", digest("SHA-256").toUpperCase());
    download(Medium.disk()).toFile(wanted(server.url("/f"), both, LIMITS), file, counted::add);
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(CONTENT.length, counted.get(counted.size() - 1));
  }

  @Test
  void oneWrongDigestOfTwoIsEnough() {
    server.serving("/f", CONTENT);
    Map<String, String> digests = Map.of("MD5", "0".repeat(32), "SHA-256", digest("SHA-256"));
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () ->
                download(Medium.disk())
                    .toFile(wanted(server.url("/f"), digests, LIMITS), file, bytes -> {}));
    assertEquals(Kind.WRONG_FILE, e.kind());
    assertTrue(e.getMessage().contains("MD5"), e.getMessage());
  }

  @Test
  void goesOnWhereTheServerBrokeOff() throws Exception {
    server.with("/f", exchange -> FileServer.send(exchange, CONTENT, 1_000_000));
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals("null", server.ranges().get(0));
    assertTrue(server.ranges().get(1).startsWith("bytes="), server.ranges()::toString);
  }

  @Test
  void goesOnWhereAnEarlierRunBrokeOff() throws Exception {
    server.serving("/f", CONTENT);
    Files.write(file, Arrays.copyOf(CONTENT, 2_000_000));
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of("bytes=2000000-"), server.ranges());
  }

  @Test
  void damagedBytesOfAnEarlierRunAreFetchedAgain() throws Exception {
    server.serving("/f", CONTENT);
    Files.write(file, new byte[1_000_000]);
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of("bytes=1000000-", "null"), server.ranges());
  }

  @Test
  void aFileCompletedByAnEarlierRunIsNotFetchedAgain() throws Exception {
    Files.write(file, CONTENT);
    fetch("/f");
    assertEquals(List.of(), server.ranges());
  }

  @Test
  void aFileTooLongFromAnEarlierRunIsFetchedAgain() throws Exception {
    server.serving("/f", CONTENT);
    Files.write(file, Arrays.copyOf(CONTENT, CONTENT.length + 1));
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  @Test
  void truncatedForGoodIsGivenUpAfterSoManyAttempts() {
    server.with("/f", exchange -> FileServer.send(exchange, CONTENT, 100));
    DownloadException e = assertFails(Kind.PASSING, "4 attempts", "/f");
    assertTrue(e.getMessage().contains("400 bytes"), e.getMessage());
    assertEquals(3, pauses.size());
  }

  @Test
  void pausesGrowAndAreRandom() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(503, -1));
    DownloadLimits patient = limits(12, 0, LIMITS.pace().window(), Duration.ofHours(1));
    assertThrows(DownloadException.class, () -> fetch(patient, Medium.disk(), server.url("/f")));
    assertEquals(12, pauses.size());
    for (int i = 0; i < pauses.size(); i++) {
      assertTrue(pauses.get(i).toMillis() <= Math.min(60_000, 1000L << i), pauses::toString);
    }
    assertTrue(pauses.stream().anyMatch(pause -> pause.toMillis() > 5_000), pauses::toString);
  }

  @Test
  void allAttemptsTogetherHaveALimit() {
    server.with("/f", exchange -> FileServer.send(exchange, CONTENT, 2 * 1024 * 1024));
    DownloadLimits none = limits(9, 0, LIMITS.pace().window(), Duration.ofNanos(1));
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(none, Medium.disk(), server.url("/f")));
    assertTrue(e.getMessage().contains("takes longer than"), e.getMessage());
    assertEquals(Kind.OUT_OF_TIME, e.kind());
  }

  @Test
  void aDiskWithoutRoomIsKnownBefore() {
    server.serving("/f", CONTENT);
    FailingMedium small = new FailingMedium();
    small.space = CONTENT.length;
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(LIMITS, small, server.url("/f")));
    assertTrue(e.getMessage().contains("the disk has room for"), e.getMessage());
    assertEquals(List.of(), server.ranges());
  }

  @Test
  void aDiskThatFillsUpInTheMiddleEndsTheDownload() {
    server.serving("/f", CONTENT);
    FailingMedium filling = new FailingMedium();
    filling.space = 1_000_000;
    filling.saysThereIsRoom = true;
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(LIMITS, filling, server.url("/f")));
    assertEquals(Kind.LASTING, e.kind());
    assertTrue(e.getMessage().contains("No space left"), e.getMessage());
    assertEquals(1, server.ranges().size());
  }

  @Test
  void anUntrustedCertificateIsRefused() throws Exception {
    server.serving("/f", CONTENT);
    SessionDownloads strict = download(Medium.disk(), DownloadTest::javas);
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () -> strict.toFile(wanted(server.url("/f")), file, bytes -> {}));
    assertTrue(e.getMessage().contains("PKIX"), e.getMessage());
  }

  @Test
  void oneOfSeveralThatTrustsTheServerIsEnough() throws Exception {
    server.serving("/f", CONTENT);
    DownloadRequest plain = wanted(server.url("/f"));
    DownloadRequest withRoots =
        new DownloadRequest(plain.address(), plain.size(), plain.digests(), "PEM", plain.limits());
    download(Medium.disk(), DownloadTest::javas).toFile(withRoots, file, bytes -> {});
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  @Test
  void aTrustThatIsNotAvailableYetIsRetried() throws Exception {
    server.serving("/f", CONTENT);
    AtomicInteger asked = new AtomicInteger();
    ServerTrust late =
        () -> {
          if (asked.incrementAndGet() < 3) {
            throw new ServerTrustException("the keystore is not there");
          }
          return FileServer.trust().context();
        };
    download(Medium.disk(), late).toFile(wanted(server.url("/f")), file, bytes -> {});
    assertEquals(2, pauses.size());
  }

  @Test
  void aSmallFileComesIntoMemory() throws Exception {
    server.serving("/f", CONTENT);
    assertArrayEquals(CONTENT, download(Medium.disk()).toMemory(wanted(server.url("/f"))));
    Map<String, String> other = Map.of("SHA-256", "0".repeat(64));
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () -> download(Medium.disk()).toMemory(wanted(server.url("/f"), other, LIMITS)));
    assertEquals(Kind.WRONG_FILE, e.kind());
  }

  private static SSLContext javas() throws ServerTrustException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new ServerTrustException(e.toString());
    }
  }
}
