/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.DownloadException.Kind;

class ChosenDownloadsTest {

  private static final byte[] FILE = {1, 2, 3};
  private static final Map<String, Object> MAIN = Map.of(CloudSession.PID, "main");

  private final ChosenSession sessions = new ChosenSession(later -> {});
  private final FakeCloudSession one = new FakeCloudSession();
  private final FakeCloudSession other = new FakeCloudSession();

  ChosenDownloadsTest() {
    sessions.choose("main");
  }

  private static DownloadRequest request(Duration whole) throws IOException {
    return new DownloadRequest(
        WebAddress.parse("https://files.example/f"),
        FILE.length,
        Map.of(),
        "",
        new DownloadLimits(
            1_000, 0, 0, new DownloadLimits.Pace(0, Duration.ofSeconds(20)), whole, false));
  }

  private static DownloadException cutOff() {
    return new DownloadException(Kind.CUT_OFF, "it has ended");
  }

  /** A call that has come to wait for a session. */
  private FutureTask<byte[]> waiting(List<Thread> threads) throws Exception {
    DownloadRequest request = request(Duration.ofMinutes(5));
    FutureTask<byte[]> call = new FutureTask<>(() -> sessions.downloads().toMemory(request));
    Thread thread = new Thread(call, "caller");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
    while (thread.getState() != Thread.State.TIMED_WAITING && !call.isDone()) {
      Thread.onSpinWait();
    }
    return call;
  }

  @Test
  void downloadsThroughTheChosenSession() throws Exception {
    FakeDownloads downloads = new FakeDownloads(asked -> FILE);
    other.downloads(downloads);
    sessions.add(one, Map.of(CloudSession.PID, "another"));
    sessions.add(other, MAIN);
    DownloadRequest request = request(Duration.ofMinutes(5));
    assertArrayEquals(FILE, sessions.downloads().toMemory(request));
    assertEquals(List.of(request), downloads.requests());
  }

  @Test
  void resumesWithTheSessionThatReplacesAnEndedOne(@TempDir Path directory) throws Exception {
    one.downloads(
        new FakeDownloads(
            asked -> {
              sessions.remove(one);
              sessions.add(other, MAIN);
              throw cutOff();
            }));
    FakeDownloads next = new FakeDownloads(asked -> FILE);
    other.downloads(next);
    sessions.add(one, MAIN);
    List<Long> fetched = new ArrayList<>();
    Path file = directory.resolve("file");
    DownloadRequest request = request(Duration.ofMinutes(5));
    sessions.downloads().toFile(request, file, fetched::add);
    assertArrayEquals(FILE, Files.readAllBytes(file));
    assertEquals(List.of(3L), fetched);
    Duration left = next.requests().get(0).limits().whole();
    assertTrue(left.compareTo(Duration.ofMinutes(5)) < 0, "the time goes on: " + left);
    assertEquals(List.of(request.within(left)), next.requests());
  }

  @Test
  void waitsForASession() throws Exception {
    FutureTask<byte[]> call = waiting(new ArrayList<>());
    one.downloads(new FakeDownloads(asked -> FILE));
    sessions.add(one, MAIN);
    assertArrayEquals(FILE, call.get(60, TimeUnit.SECONDS));
  }

  @Test
  void namesTheMissingSessionAfterTheTimeLimit() {
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () -> sessions.downloads().toMemory(request(Duration.ofMillis(20))));
    assertEquals(Kind.OUT_OF_TIME, e.kind());
    assertTrue(e.getMessage().startsWith("connection is 'main', and no connection has this name"));
  }

  @Test
  void doesNotUseAnEndedSessionAgain() {
    FakeDownloads ended =
        new FakeDownloads(
            asked -> {
              throw cutOff();
            });
    one.downloads(ended);
    sessions.add(one, MAIN);
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () -> sessions.downloads().toMemory(request(Duration.ofMillis(20))));
    assertEquals(Kind.OUT_OF_TIME, e.kind());
    assertEquals(1, ended.requests().size());
  }

  @Test
  void passesOnOtherFailures() {
    sessions.add(one, MAIN);
    DownloadException e =
        assertThrows(
            DownloadException.class,
            () -> sessions.downloads().toMemory(request(Duration.ofMinutes(5))));
    assertEquals(Kind.PASSING, e.kind());
    assertEquals("nobody listens there", e.getMessage());
  }

  @Test
  void endsWhenTheTrackingOfSessionsIsClosed() throws Exception {
    FutureTask<byte[]> call = waiting(new ArrayList<>());
    sessions.close();
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> call.get(60, TimeUnit.SECONDS));
    assertEquals(Kind.CUT_OFF, assertInstanceOf(DownloadException.class, e.getCause()).kind());
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    List<Thread> threads = new ArrayList<>();
    FutureTask<byte[]> call = waiting(threads);
    threads.forEach(Thread::interrupt);
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> call.get(60, TimeUnit.SECONDS));
    assertInstanceOf(InterruptedException.class, e.getCause());
  }
}
