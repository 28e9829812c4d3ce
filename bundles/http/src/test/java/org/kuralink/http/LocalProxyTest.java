/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.log.LoggedLines;

/** A local proxy that temporarily cannot accept connections. */
class LocalProxyTest {

  private static final SessionProxy PROXY =
      new SessionProxy(SessionProxy.Kind.HTTP, "proxy.example", 3128, "", Secret.of(""), List.of());

  /** As when too many files are open. */
  private static final class Failing extends ServerSocket {

    private final AtomicInteger failures;
    private final CountDownLatch failed;
    private final CompletableFuture<Thread> listening = new CompletableFuture<>();

    Failing(int failures, int awaited) throws IOException {
      super(0, 20, InetAddress.getLoopbackAddress());
      this.failures = new AtomicInteger(failures);
      this.failed = new CountDownLatch(awaited);
    }

    @Override
    public Socket accept() throws IOException {
      listening.complete(Thread.currentThread());
      if (failures.getAndDecrement() > 0) {
        failed.countDown();
        throw new SocketException("Too many open files");
      }
      return super.accept();
    }
  }

  private static LocalProxy localProxy(ServerSocket listener) {
    return LocalProxy.to(PROXY, Duration.ofSeconds(20), listener);
  }

  @Test
  void makesAPauseAfterEachFailureAndEndsInTheMiddleOfOne() throws Exception {
    Failing listener = new Failing(Integer.MAX_VALUE, 4);
    long began = System.nanoTime();
    LocalProxy localProxy = localProxy(listener);
    assertTrue(listener.failed.await(30, TimeUnit.SECONDS));
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertTrue(took >= 100 + 200 + 400, took + " ms");
    localProxy.close();
    Thread thread = listener.listening.join();
    thread.join(30_000);
    assertEquals(Thread.State.TERMINATED, thread.getState());
  }

  @Test
  void saysOnceThatItTakesNoConnectionAndOnceThatItDoesAgain() throws Exception {
    try (LoggedLines log = new LoggedLines();
        LocalProxy localProxy = localProxy(new Failing(2, 2));
        Socket stranger = new Socket("127.0.0.1", localProxy.address().getPort())) {
      stranger
          .getOutputStream()
          .write("CONNECT localhost:1 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = stranger.getInputStream().readAllBytes();
      assertTrue(new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 407 "));
      assertEquals(1, log.with("cannot accept connections").size());
      assertEquals(1, log.with("Too many open files").size());
      assertEquals(1, log.with("accepts connections again").size());
    }
  }
}
