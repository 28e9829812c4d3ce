/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.connection.RequestHandler;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.time.VirtualTime;

/** Handlers that block their threads. */
class BlockingHandlerTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long REAL_SECONDS = 20;

  private final VirtualTime time = new VirtualTime();
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final AtomicInteger replaced = new AtomicInteger();
  private final CountDownLatch back = new CountDownLatch(1);
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> together = new CopyOnWriteArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final DeviceLink link = new FakeDeviceLink();
  private final RequestDispatcher answers =
      new RequestDispatcher(
          time.scheduler(),
          time::nanoTime,
          new ListenerLanes(threads(), time.scheduler(), time::nanoTime));

  @AfterEach
  void stop() {
    release.countDown();
    pool.shutdownNow();
  }

  private ListenerLanes.Threads threads() {
    return new ListenerLanes.Threads() {
      @Override
      public void execute(Runnable work) {
        pool.execute(
            () -> {
              work.run();
              ended.add("a lane");
            });
      }

      @Override
      public void oneMore() {
        replaced.incrementAndGet();
      }

      @Override
      public void oneLess() {
        back.countDown();
      }
    };
  }

  private void answerAll() {
    register(
        "blocking",
        request -> {
          if (inside.incrementAndGet() > 1) {
            together.add(request.params().toString());
          }
          begun.add("blocking " + request.params());
          awaitQuietly(release);
          inside.decrementAndGet();
          return CompletableFuture.completedFuture(Reply.success());
        });
    register(
        "quick",
        request -> {
          begun.add("quick " + request.params());
          return CompletableFuture.completedFuture(Reply.success());
        });
  }

  private void register(String method, RequestHandler handler) {
    answers.register(link, method, (asked, request) -> handler.handle(request), handler);
  }

  private CompletableFuture<Integer> ask(String method, int number) {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    answers.take(
        link,
        new Request(
            Optional.of(new MessageId("" + number, true)),
            method,
            JsonText.of("" + number),
            time.clock().instant(),
            true),
        LIMIT,
        reply -> code.complete(reply.code().value()));
    return code;
  }

  private String next() throws InterruptedException {
    return begun.poll(REAL_SECONDS, TimeUnit.SECONDS);
  }

  private void awaitEnd() throws InterruptedException {
    assertEquals("a lane", ended.poll(REAL_SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void oneThatBlocksIsAnsweredForNamedAndReplacedAndTheOthersAreHandled() throws Exception {
    answerAll();
    try (LoggedLines log = new LoggedLines()) {
      CompletableFuture<Integer> blocked = ask("blocking", 1);
      CompletableFuture<Integer> behind = ask("quick", 2);
      assertEquals("blocking 1", next());
      assertNull(begun.poll(), "began before the one that came first had its turn");
      time.leap(Duration.ofSeconds(RequestDispatcher.TURN_SECONDS));
      assertEquals("quick 2", next());
      assertEquals(200, behind.get(REAL_SECONDS, TimeUnit.SECONDS));
      awaitEnd();
      CompletableFuture<Integer> again = ask("blocking", 3);
      assertEquals(200, ask("quick", 4).get(REAL_SECONDS, TimeUnit.SECONDS));
      awaitEnd();
      time.leap(Duration.ofSeconds(RequestDispatcher.HANDLING_SECONDS));
      assertEquals(400, blocked.get(REAL_SECONDS, TimeUnit.SECONDS));
      assertEquals(400, again.get(REAL_SECONDS, TimeUnit.SECONDS));
      assertEquals(1, replaced.get());
      List<String> named = log.with("has not returned");
      assertEquals(1, named.size());
      assertTrue(named.get(0).contains("BlockingHandlerTest"), named.get(0));
      assertTrue(named.get(0).contains("of blocking"), named.get(0));
    }
    release.countDown();
    assertTrue(back.await(REAL_SECONDS, TimeUnit.SECONDS));
    assertEquals(200, ask("blocking", 5).get(REAL_SECONDS, TimeUnit.SECONDS));
    assertTrue(together.isEmpty(), "one handler has one request at a time: " + together);
    assertFalse(begun.contains("blocking 3"), "what was answered for is not carried out");
  }

  @Test
  void requestsBeginInTheOrderInWhichTheyCameWhoeverHandlesThem() throws Exception {
    release.countDown();
    answerAll();
    for (int i = 0; i < 200; i++) {
      ask(i % 3 == 0 ? "blocking" : "quick", i);
    }
    for (int i = 0; i < 200; i++) {
      String one = next();
      assertTrue(one != null && one.endsWith(" " + i), one + " in place of " + i);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
