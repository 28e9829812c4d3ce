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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadException.Kind;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.WebAddress;

/** The downloads of a session. */
class SessionDownloadsTest extends DownloadFixture {

  private static final int CUT = 1024 * 1024;

  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> roots = new ArrayList<>();
  private final SessionDownloads downloads = of(FileServer.trust());

  private SessionDownloads of(ServerTrust session) {
    return new SessionDownloads(
        new WebClient(Optional::empty),
        session,
        pem -> {
          roots.add(pem);
          return FileServer.trust();
        });
  }

  private static ServerTrust nobody() {
    return () -> {
      throw new ServerTrustException("the keystore is not there");
    };
  }

  private DownloadRequest request(String path, String pem) throws IOException {
    return new DownloadRequest(
        WebAddress.parse(server.url(path)),
        CONTENT.length,
        Map.of("SHA-256", digest("SHA-256")),
        pem,
        LIMITS);
  }

  /** Sends the beginning, and the rest when it is released. */
  private void stall() {
    server.with(
        "/stalls",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, CUT);
          exchange.getResponseBody().flush();
          await(release);
        });
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "caller");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private Kind kindOf(FutureTask<?> task) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> task.get(60, TimeUnit.SECONDS));
    return assertInstanceOf(DownloadException.class, e.getCause()).kind();
  }

  @Test
  void fetchesToTheDiskAndIntoMemory() throws Exception {
    server.serving("/file", CONTENT);
    downloads.toFile(request("/file", ""), file, bytes -> {});
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertArrayEquals(CONTENT, downloads.toMemory(request("/file", "")));
    assertEquals(List.of(), roots, "nobody else is trusted");
  }

  @Test
  void trustsTheRootsOfTheRequestAsWell() throws Exception {
    server.serving("/file", CONTENT);
    assertArrayEquals(CONTENT, of(nobody()).toMemory(request("/file", "some PEM")));
    assertEquals(List.of("some PEM"), roots);
  }

  @Test
  void invalidRootsFailBeforeAnyRequest() {
    SessionDownloads damaged =
        new SessionDownloads(new WebClient(Optional::empty), FileServer.trust(), pem -> nobody());
    DownloadException e =
        assertThrows(DownloadException.class, () -> damaged.toMemory(request("/file", "x")));
    assertEquals(Kind.LASTING, e.kind());
    assertEquals("the keystore is not there", e.getMessage());
  }

  /** The bytes received so far stay, and the downloads of the next session resume from them. */
  @Test
  void theEndOfTheSessionCutsOffWhatIsFetched() throws Exception {
    stall();
    CountDownLatch come = new CountDownLatch(1);
    boolean[] interrupted = new boolean[1];
    FutureTask<Void> call =
        start(
            () -> {
              try {
                downloads.toFile(
                    request("/stalls", ""),
                    file,
                    bytes -> {
                      if (bytes == CUT) {
                        come.countDown();
                      }
                    });
                return null;
              } finally {
                interrupted[0] = Thread.currentThread().isInterrupted();
              }
            });
    assertTrue(come.await(60, TimeUnit.SECONDS));
    downloads.close();
    assertEquals(Kind.CUT_OFF, kindOf(call));
    assertFalse(interrupted[0], "the thread is the caller's again");
    assertEquals(CUT, Files.size(file));
    release.countDown();
    server.serving("/file", CONTENT);
    of(FileServer.trust()).toFile(request("/file", ""), file, bytes -> {});
    assertArrayEquals(CONTENT, Files.readAllBytes(file));
    assertEquals(List.of("null", "bytes=" + CUT + "-"), server.ranges());
  }

  @Test
  void afterTheEndOfTheSessionNothingIsFetched() {
    server.serving("/file", CONTENT);
    downloads.close();
    DownloadException e =
        assertThrows(DownloadException.class, () -> downloads.toMemory(request("/file", "")));
    assertEquals(Kind.CUT_OFF, e.kind());
  }

  @Test
  void theEndOfTheSessionWaitsForNoPauseBetweenAttempts() throws Exception {
    CountDownLatch asked = new CountDownLatch(3);
    server.with(
        "/fails",
        exchange -> {
          asked.countDown();
          exchange.sendResponseHeaders(503, -1);
        });
    DownloadRequest request =
        new DownloadRequest(
            WebAddress.parse(server.url("/fails")),
            -1,
            Map.of(),
            "",
            limits(100, 0, Duration.ofSeconds(20), Duration.ofMinutes(5)));
    FutureTask<byte[]> call = start(() -> downloads.toMemory(request));
    assertTrue(asked.await(60, TimeUnit.SECONDS));
    downloads.close();
    assertEquals(Kind.CUT_OFF, kindOf(call));
  }

  @Test
  void anInterruptOfTheCallerIsTheCallers() throws Exception {
    stall();
    Thread caller = Thread.currentThread();
    assertThrows(
        InterruptedException.class,
        () -> downloads.toFile(request("/stalls", ""), file, bytes -> caller.interrupt()));
    release.countDown();
    server.serving("/file", CONTENT);
    assertArrayEquals(CONTENT, downloads.toMemory(request("/file", "")), "and ends nothing else");
  }
}
