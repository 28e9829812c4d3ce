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

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kuralink.api.ota.UpdateFault;

/** A file is fetched to its end, whatever was there before and whatever the disk does. */
class DownloadTest extends DownloadFixture {

  @Test
  void fetchesAFileAndChecksBothDigests() throws Exception {
    server.serving("/f", CONTENT);
    List<Long> counted = new ArrayList<>();
    download(LIMITS, Disk.REAL)
        .run(
            server.uri("/f"),
            CONTENT.length,
            Map.of("MD5", digest("MD5"), "SHA-256", digest("SHA-256").toUpperCase()),
            file,
            counted::add);
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(CONTENT.length, counted.get(counted.size() - 1));
  }

  @Test
  void oneWrongDigestOfTwoIsEnough() {
    server.serving("/f", CONTENT);
    Map<String, String> digests = Map.of("MD5", "0".repeat(32), "SHA-256", sha256());
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () ->
                download(LIMITS, Disk.REAL)
                    .run(server.uri("/f"), CONTENT.length, digests, file, bytes -> {}));
    assertEquals(UpdateFault.VERIFICATION, e.fault());
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
  void whatAnEarlierRunLeftMayBeDamaged() throws Exception {
    server.serving("/f", CONTENT);
    Files.write(file, new byte[1_000_000]);
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of("bytes=1000000-", "null"), server.ranges());
  }

  @Test
  void whatAnEarlierRunLeftMayBeAllOfIt() throws Exception {
    Files.write(file, CONTENT);
    fetch("/f");
    assertEquals(List.of(), server.ranges());
  }

  @Test
  void whatAnEarlierRunLeftMayBeTooLong() throws Exception {
    server.serving("/f", CONTENT);
    Files.write(file, Arrays.copyOf(CONTENT, CONTENT.length + 1));
    fetch("/f");
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
  }

  @Test
  void truncatedForGoodIsGivenUpAfterSoManyAttempts() {
    server.with("/f", exchange -> FileServer.send(exchange, CONTENT, 100));
    DownloadException e = assertFails(UpdateFault.DOWNLOAD, "4 attempts", "/f");
    assertTrue(e.getMessage().contains("400 bytes"), e.getMessage());
    assertEquals(3, pauses.size());
  }

  @Test
  void pausesGrowAndAreRandom() {
    server.with("/f", exchange -> exchange.sendResponseHeaders(503, -1));
    DownloadLimits patient =
        new DownloadLimits(
            LIMITS.maxBytes(), 12, 0, LIMITS.window(), LIMITS.whole(), LIMITS.allowHttp());
    assertThrows(DownloadException.class, () -> fetch(patient, Disk.REAL, server.uri("/f")));
    assertEquals(12, pauses.size());
    for (int i = 0; i < pauses.size(); i++) {
      assertTrue(pauses.get(i).toMillis() <= Math.min(60_000, 1000L << i), pauses::toString);
    }
    assertTrue(pauses.stream().anyMatch(pause -> pause.toMillis() > 5_000), pauses::toString);
  }

  @Test
  void allAttemptsTogetherHaveALimit() {
    server.with("/f", exchange -> FileServer.send(exchange, CONTENT, 2 * 1024 * 1024));
    DownloadLimits none =
        new DownloadLimits(LIMITS.maxBytes(), 9, 0, LIMITS.window(), Duration.ofNanos(1), false);
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(none, Disk.REAL, server.uri("/f")));
    assertTrue(e.getMessage().contains("takes longer than"), e.getMessage());
  }

  @Test
  void aDiskWithoutRoomIsKnownBefore() {
    server.serving("/f", CONTENT);
    Disk small = new FakeDisk(CONTENT.length, Long.MAX_VALUE);
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(LIMITS, small, server.uri("/f")));
    assertTrue(e.getMessage().contains("the disk has room for"), e.getMessage());
    assertEquals(List.of(), server.ranges());
  }

  @Test
  void aDiskThatFillsUpInTheMiddleEndsTheDownload() {
    server.serving("/f", CONTENT);
    Disk filling = new FakeDisk(Long.MAX_VALUE, 1_000_000);
    DownloadException e =
        assertThrows(DownloadException.class, () -> fetch(LIMITS, filling, server.uri("/f")));
    assertEquals(UpdateFault.DOWNLOAD, e.fault());
    assertTrue(e.getMessage().contains("No space left"), e.getMessage());
    assertEquals(1, server.ranges().size());
  }

  @Test
  void aStrangersCertificateIsRefused() throws Exception {
    server.serving("/f", CONTENT);
    Download strict = new Download(Connections.trusting(""), LIMITS, Disk.REAL, waiting());
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () ->
                strict.run(
                    server.uri("/f"),
                    CONTENT.length,
                    Map.of("SHA-256", sha256()),
                    file,
                    bytes -> {}));
    assertTrue(e.getMessage().contains("PKIX"), e.getMessage());
    assertThrows(DownloadException.class, () -> Connections.trusting("no certificate"));
  }

  @Test
  void aCertificateMayHaveLostItsLineEnds() throws Exception {
    server.serving("/f", CONTENT);
    Connections connections = Connections.trusting(FileServer.pem().replace('\n', ' '));
    new Download(connections, LIMITS, Disk.REAL, waiting())
        .run(server.uri("/f"), CONTENT.length, Map.of("SHA-256", sha256()), file, bytes -> {});
  }
}
