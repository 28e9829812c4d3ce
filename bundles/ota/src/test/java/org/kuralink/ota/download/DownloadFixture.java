/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.ota.UpdateFault;

/** A file, a server that has it, and a directory to fetch it into. */
abstract class DownloadFixture {

  static final byte[] CONTENT = new byte[3 * 1024 * 1024 + 17];
  static final DownloadLimits LIMITS =
      new DownloadLimits(
          8 * 1024 * 1024, 3, 0, Duration.ofSeconds(20), Duration.ofMinutes(5), false);

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

  DownloadException assertFails(UpdateFault fault, String message, String path) {
    DownloadException e = assertThrows(DownloadException.class, () -> fetch(path));
    assertEquals(fault, e.fault());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    return e;
  }

  void fetch(String path) throws Exception {
    fetch(LIMITS, Disk.REAL, server.uri(path));
  }

  void fetch(DownloadLimits limits, Disk disk, URI address) throws Exception {
    download(limits, disk)
        .run(address, CONTENT.length, Map.of("SHA-256", sha256()), file, bytes -> {});
  }

  Download download(DownloadLimits limits, Disk disk) throws DownloadException {
    return new Download(Connections.trusting(FileServer.pem()), limits, disk, waiting());
  }

  Download.Waiting waiting() {
    return new Download.Waiting(System::nanoTime, new Random(9), pauses::add);
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

  static String sha256() {
    return digest("SHA-256");
  }

  static String digest(String method) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(method).digest(CONTENT));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A disk that says it has so much room, and is full after so many bytes. */
  record FakeDisk(long usable, long full) implements Disk {

    @Override
    public long usable(Path directory) {
      return usable;
    }

    @Override
    public Sink append(Path file) throws IOException {
      Sink real = REAL.append(file);
      return new Sink() {
        private long written;

        @Override
        public void write(ByteBuffer bytes) throws IOException {
          written += bytes.remaining();
          if (written > full) {
            throw new IOException("No space left on device");
          }
          real.write(bytes);
        }

        @Override
        public void clear() throws IOException {
          real.clear();
        }

        @Override
        public void force() throws IOException {
          real.force();
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }
  }
}
