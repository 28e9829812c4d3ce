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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.login.TestCertificates;
import org.kuralink.login.trust.TrustedRoots;

/** The threads of exchanges, none of which waits for a name look-up. */
class ExchangesTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String OWN_THREAD = "kuralink-http-line";

  private final CountDownLatch never = new CountDownLatch(1);
  private volatile CompletableFuture<Thread> sender = new CompletableFuture<>();
  private UplinkDouble platform;
  private Exchanges exchanges;

  @BeforeEach
  void start() throws Exception {
    platform = new UplinkDouble("localhost");
  }

  @AfterEach
  void stop() throws Exception {
    never.countDown();
    exchanges.close();
    platform.close();
  }

  private void with(CachedName name) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .executor(Runnable::run)
            .sslContext(TrustedRoots.with(TestCertificates.shared().pem("ca")).context())
            .build();
    exchanges = new Exchanges(client, name, UplinkAnswer.MOST_BYTES);
  }

  /** New ones each time, kept for ever. */
  private static CachedName known() {
    CachedName name =
        new CachedName(
            () -> InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), -1, System::nanoTime);
    name.look();
    name.look();
    return name;
  }

  private static CachedName unknown() {
    return new CachedName(InetAddress::getLoopbackAddress, 0, System::nanoTime);
  }

  private CachedName hanging() {
    return new CachedName(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException("nobody answers");
        },
        30,
        System::nanoTime);
  }

  private CompletableFuture<Exchanges.Whole> ask(Duration limit) {
    URI address = URI.create("https://localhost:" + platform.port() + "/topic/a");
    return exchanges.begin(
        HttpRequest.newBuilder(address).POST(new Told(BodyPublishers.ofString("1"))).build(),
        limit);
  }

  /** Tells who sends. */
  private final class Told implements BodyPublisher {

    private final BodyPublisher body;

    Told(BodyPublisher body) {
      this.body = body;
    }

    @Override
    public long contentLength() {
      return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      sender.complete(Thread.currentThread());
      body.subscribe(subscriber);
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    return assertThrows(ExecutionException.class, () -> await(future)).getCause();
  }

  /** What waits for a connection is sent by the client's own thread when there is one. */
  private void connected() throws Exception {
    await(ask(LONG));
    sender = new CompletableFuture<>();
  }

  @Test
  void whoAsksDoesNotWaitForAName() throws Exception {
    with(unknown());
    connected();
    assertEquals(200, await(ask(LONG)).status());
    assertEquals(OWN_THREAD, await(sender).getName());
    with(hanging());
    assertInstanceOf(TimeoutException.class, failure(ask(Duration.ofMillis(100))));
    exchanges.close();
    with(hanging());
    CompletableFuture<Exchanges.Whole> hangs = ask(LONG);
    exchanges.close();
    assertThrows(CancellationException.class, () -> await(hangs));
    assertEquals(2, platform.requests.size());
  }

  @Test
  void whatIsAskedOfAKnownNameGoesAtOnceAndTheNextWhenItIsThrough() throws Exception {
    with(known());
    connected();
    CompletableFuture<Thread> told = new CompletableFuture<>();
    CompletableFuture<Exchanges.Whole> second = ask(LONG);
    assertSame(Thread.currentThread(), await(sender));
    sender = new CompletableFuture<>();
    CompletableFuture<Exchanges.Whole> third =
        second.thenCompose(
            answer -> {
              told.complete(Thread.currentThread());
              return ask(LONG);
            });
    await(third);
    // A server that is quicker than the thread that begins is told of there.
    boolean byClient = await(told).getName().endsWith("SelectorManager");
    assertTrue(byClient || await(told) == Thread.currentThread(), await(told)::getName);
    assertTrue(
        await(sender) == await(told) || !byClient && await(sender).getName().equals(OWN_THREAD),
        await(sender)::getName);
    assertEquals(3, platform.requests.size());
  }

  @Test
  void whatIsAskedAfterTheEndFailsAtOnce() throws Exception {
    with(known());
    connected();
    platform.messages =
        request -> "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"; // and never the body
    exchanges.close();
    CompletableFuture<Exchanges.Whole> late = ask(Duration.ofMillis(100));
    assertThrows(CancellationException.class, () -> late.get(10, TimeUnit.SECONDS));
    assertEquals(1, platform.requests.size());
  }

  @Test
  void anInterruptedThreadLeavesItToAnother() throws Exception {
    with(known());
    connected();
    Thread.currentThread().interrupt();
    CompletableFuture<Exchanges.Whole> answer = ask(LONG);
    assertTrue(Thread.interrupted());
    assertEquals(200, await(answer).status());
    assertEquals(OWN_THREAD, await(sender).getName());
  }

  @Test
  void aFailureIsToldOnAThreadOfTheLine() throws Exception {
    with(unknown());
    platform.messages =
        request -> "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n";
    CompletableFuture<String> told =
        ask(LONG)
            .handle((answer, failure) -> failure == null ? "" : Thread.currentThread().getName());
    assertEquals(OWN_THREAD, await(told));
  }
}
