/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.thing.handler.HandlerQueue;

/** Handlers that block, on real threads. */
class HandlerQueueTest {

  private static final String SET = "thing.service.property.set";

  private final ThingComponent component = new ThingComponent();
  private final FakeCloudSession session = new FakeCloudSession();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void end() {
    release.countDown();
    component.deactivate();
  }

  private void start(int timeout) {
    session.link().answerWithSuccess();
    component.addSession(session, Map.of("kura.service.pid", "main"));
    component.start(
        "lanes",
        Optional.empty(),
        Map.of("connection", "main", "model.source", "none", "service.timeout.seconds", timeout));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> session.answeredForAll().contains("thing.service.*"));
  }

  private CompletableFuture<Reply> deliver(String method, String params) {
    return session
        .link()
        .deliver(method, JsonText.of(params))
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS);
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void service(String name, ServiceHandler handler) {
    component.addService(handler, Map.of(ServiceHandler.SERVICE, name));
  }

  @Test
  void aBlockingHandlerDelaysNobodyElse() {
    start(19);
    PropertySetHandler stuckSetter =
        values -> {
          block();
          return CompletableFuture.completedFuture(Reply.success());
        };
    component.addHandler(stuckSetter, Map.of("properties", "stuck"));
    component.addHandler(
        values -> CompletableFuture.completedFuture(Reply.success()), Map.of("properties", "free"));
    service(
        "stuck",
        call -> {
          block();
          return CompletableFuture.completedFuture(ServiceResult.success());
        });
    service("free", call -> CompletableFuture.completedFuture(ServiceResult.success()));
    List<CompletableFuture<Reply>> stuck = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stuck.add(deliver("thing.service.stuck", "{}"));
      stuck.add(deliver(SET, "{\"stuck\":1}"));
      assertTrue(deliver("thing.service.free", "{}").join().isSuccess());
      assertTrue(deliver(SET, "{\"free\":1}").join().isSuccess());
    }
    assertTrue(stuck.stream().noneMatch(CompletableFuture::isDone));
    release.countDown();
    stuck.forEach(answer -> assertTrue(answer.join().isSuccess()));
  }

  @Test
  void eachBlockedCallIsAnsweredInTimeAndTheHandlerIsNotCalledTwiceAtATime() {
    start(1);
    List<String> names = Collections.synchronizedList(new ArrayList<>());
    service(
        "stuck",
        call -> {
          names.add(Thread.currentThread().getName());
          block();
          return CompletableFuture.completedFuture(ServiceResult.success());
        });
    CompletableFuture<Reply> first = deliver("thing.service.stuck", "{}");
    CompletableFuture<Reply> second = deliver("thing.service.stuck", "{\"a\":1}");
    assertEquals(400, first.join().code().value());
    assertEquals(400, second.join().code().value());
    assertEquals(1, names.size());
    assertTrue(names.get(0).startsWith("kuralink-thing-lanes-handler-"), names.toString());
    assertTrue(component.handlers().get(0).busy());
    release.countDown();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !component.handlers().get(0).busy());
    assertFalse(names.size() > 1);
  }

  @Test
  void whatHasWaitedForTheLinkIsCarriedOutInOrder() {
    start(19);
    List<Object> order = Collections.synchronizedList(new ArrayList<>());
    component.addHandler(
        values -> {
          order.add(values.get("n"));
          return CompletableFuture.completedFuture(Reply.success());
        },
        Map.of());
    List<CompletableFuture<Reply>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(deliver(SET, "{\"n\":" + i + "}"));
    }
    answers.forEach(answer -> assertTrue(answer.join().isSuccess(), answer.join().toString()));
    assertEquals(LongStream.range(0, 500).boxed().toList(), order);
  }

  @Test
  void aHandlerMayThrowAnythingAndIsNamed() {
    start(5);
    Iterator<Throwable> thrown =
        List.of(
                new InterruptedException("its own"),
                new StackOverflowError("an error"),
                new IOException("checked"),
                new IllegalStateException("plain"),
                new Throwable("bare"))
            .iterator();
    component.addHandler(new Hostile(thrown), Map.of());
    try (LoggedLines log = new LoggedLines()) {
      for (int i = 0; i < 5; i++) {
        Reply reply = deliver(SET, "{\"n\":" + i + "}").join();
        assertEquals(400, reply.code().value());
      }
      assertEquals(5, log.with("HandlerQueueTest$Hostile failed: ").size());
      assertTrue(deliver(SET, "{\"n\":5}").join().isSuccess());
    }
  }

  /** Throws one throwable after the other, also checked ones. */
  private record Hostile(Iterator<Throwable> thrown) implements PropertySetHandler {
    @Override
    public CompletableFuture<Reply> set(Map<String, Object> values) {
      if (thrown.hasNext()) {
        throw Hostile.<RuntimeException>unchecked(thrown.next());
      }
      return CompletableFuture.completedFuture(Reply.success());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable any) throws T {
      throw (T) any;
    }
  }

  @Test
  void threadsThatDoNotComeBackAreReplacedAndTheCulpritIsNamed() {
    start(1);
    try (LoggedLines log = new LoggedLines()) {
      List<CompletableFuture<Reply>> stuck = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        service(
            "stuck" + i,
            call -> {
              block();
              return CompletableFuture.completedFuture(ServiceResult.success());
            });
        stuck.add(deliver("thing.service.stuck" + i, "{}"));
      }
      stuck.forEach(answer -> assertEquals(400, answer.join().code().value()));
      service("free", call -> CompletableFuture.completedFuture(ServiceResult.success()));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> deliver("thing.service.free", "{}").join().isSuccess());
      assertEquals(64, log.with("has not returned from a call before its deadline").size());
      assertEquals(64, log.with("HandlerQueueTest$").size());
    }
  }

  @Test
  void tooManyStuckHandlersAreRefusedRatherThanWaitedFor() {
    start(19);
    List<CompletableFuture<Reply>> stuck = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      service(
          "stuck" + i,
          call -> {
            block();
            return CompletableFuture.completedFuture(ServiceResult.success());
          });
      stuck.add(deliver("thing.service.stuck" + i, "{}"));
    }
    service("free", call -> CompletableFuture.completedFuture(ServiceResult.success()));
    assertEquals(429, deliver("thing.service.free", "{}").join().code().value());
    release.countDown();
    stuck.forEach(answer -> assertTrue(answer.join().isSuccess()));
  }

  @Test
  void whatWaitsHasThePlaceOfTheCallBeforeThoughAllPlacesAreTaken() {
    HandlerThreads.Pool one = new HandlerThreads.Pool(Thread::new, 1, 1, Duration.ofSeconds(30));
    HandlerQueue queue = new HandlerQueue("it", one);
    DeviceIdentity device = new DeviceIdentity("pk", "dn");
    CompletableFuture<Void> never = new CompletableFuture<>();
    CompletableFuture<Void> release = new CompletableFuture<>();
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (String name : List.of("1", "2", "3")) {
      calls.add(
          queue.call(
              device,
              () -> {
                release.join();
                return CompletableFuture.completedFuture(name);
              },
              never));
    }
    release.complete(null);
    assertEquals(List.of("1", "2", "3"), calls.stream().map(CompletableFuture::join).toList());
    one.end();
  }

  /** Threads for one call at a time, which another call occupies until it is released. */
  private static final class TakenPlace implements AutoCloseable {

    final HandlerThreads.Pool threads =
        new HandlerThreads.Pool(Thread::new, 1, 1, Duration.ofSeconds(30));
    final CompletableFuture<String> other = new CompletableFuture<>();

    /** Occupies the thread. */
    CompletableFuture<String> take() {
      return new HandlerQueue("other", threads)
          .call(
              new DeviceIdentity("pk", "dn"),
              () -> {
                other.join();
                return other;
              },
              new CompletableFuture<>());
    }

    @Override
    public void close() {
      other.complete("done");
      threads.end();
    }
  }

  /** Calls a handler that answers later, on another thread. */
  private static CompletableFuture<String> callLater(
      HandlerQueue queue, CompletableFuture<String> answer, CountDownLatch called) {
    return queue.call(
        new DeviceIdentity("pk", "dn"),
        () -> {
          called.countDown();
          return answer;
        },
        new CompletableFuture<>());
  }

  @Test
  void whatWaitsForAnAnswerGoesOnWhenAllPlacesAreTakenAsTheAnswerComes() throws Exception {
    try (TakenPlace place = new TakenPlace()) {
      HandlerQueue queue = new HandlerQueue("it", place.threads);
      CompletableFuture<String> answer = new CompletableFuture<>();
      CountDownLatch called = new CountDownLatch(1);
      CompletableFuture<String> first = callLater(queue, answer, called);
      CompletableFuture<String> second =
          callLater(queue, CompletableFuture.completedFuture("2"), new CountDownLatch(1));
      CompletableFuture<String> third =
          callLater(queue, CompletableFuture.completedFuture("3"), new CountDownLatch(1));
      assertTrue(called.await(30, TimeUnit.SECONDS));
      CompletableFuture<String> other = takeWhenFree(place);
      answer.complete("1");
      assertEquals("1", first.join());
      assertFalse(second.isDone());
      place.other.complete("done");
      assertEquals("2", second.orTimeout(30, TimeUnit.SECONDS).join());
      assertEquals("3", third.orTimeout(30, TimeUnit.SECONDS).join());
      assertEquals("done", other.join());
    }
  }

  @Test
  void whoseTimeIsOverBeforeThereIsAPlaceIsNotBlamedForKeepingAThread() throws Exception {
    try (TakenPlace place = new TakenPlace();
        LoggedLines log = new LoggedLines()) {
      HandlerQueue queue = new HandlerQueue("it", place.threads);
      CompletableFuture<String> answer = new CompletableFuture<>();
      CountDownLatch called = new CountDownLatch(1);
      callLater(queue, answer, called);
      assertTrue(called.await(30, TimeUnit.SECONDS));
      CompletableFuture<String> other = takeWhenFree(place);
      CompletableFuture<Void> over = new CompletableFuture<>();
      CompletableFuture<String> late =
          queue.call(
              new DeviceIdentity("pk", "dn"),
              () -> CompletableFuture.completedFuture("too late"),
              over);
      CompletableFuture<String> behind =
          callLater(queue, CompletableFuture.completedFuture("3"), new CountDownLatch(1));
      answer.complete("1");
      over.complete(null);
      assertTrue(late.isCompletedExceptionally());
      place.other.complete("done");
      assertEquals("3", behind.orTimeout(30, TimeUnit.SECONDS).join());
      assertEquals("done", other.join());
      assertEquals(List.of(), log.with("keeps its thread"));
    }
  }

  /** Waits until the handler that answers later has been called. */
  private static CompletableFuture<String> takeWhenFree(TakenPlace place) {
    List<CompletableFuture<String>> taken = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              CompletableFuture<String> call = place.take();
              taken.add(call);
              return !call.isCompletedExceptionally();
            });
    return taken.get(taken.size() - 1);
  }
}
