/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.kuralink.kura.publisher.PublisherHarness.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.kura.endpoint.FakeEndpoint;

/** Messages that wait, that are under way, and that are refused. */
class UnderWayTest {

  private final PublisherHarness harness = new PublisherHarness();
  private final FakeEndpoint endpoint = harness.endpoint;

  private static CompletionStage<PostResult> done() {
    return CompletableFuture.completedFuture(new PostResult(List.of(), List.of()));
  }

  private List<Object> values() {
    return endpoint.posts.stream()
        .map(post -> ((PropertyPost) post).values().get("a").value())
        .toList();
  }

  @Test
  void tenThousandMessagesWithoutAnAnswerAreHandedOverAndEachIsConfirmedOnce() throws Exception {
    PropertyPublisher publisher = harness.startAt(new PropertyPublisher(), Map.of());
    List<CompletableFuture<PostResult>> answers = new ArrayList<>();
    endpoint.answer =
        post -> {
          CompletableFuture<PostResult> answer = new CompletableFuture<>();
          answers.add(answer);
          return answer;
        };
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(publisher.publish(message(Map.of("a", i))));
    }
    assertEquals(10_000, ids.size());
    assertEquals(10_000, endpoint.posts.size());
    assertEquals(List.of(), harness.arrived);
    answers.forEach(answer -> answer.complete(new PostResult(List.of(), List.of())));
    assertEquals(10_000, harness.arrived.size());
    assertEquals(ids, new HashSet<>(harness.arrived));
  }

  @Test
  void tenThousandMessagesWithoutAnEndpointLeaveTheLastThousand() throws Exception {
    PropertyPublisher publisher = harness.start(new PropertyPublisher(), Map.of());
    for (int i = 0; i < 10_000; i++) {
      assertNotNull(publisher.publish(message(Map.of("a", i))));
    }
    harness.add(publisher);
    assertEquals(IntStream.range(9000, 10_000).boxed().map(Object.class::cast).toList(), values());
  }

  @Test
  void whatWaitsBehindAMessageThatCannotGoGoes() throws Exception {
    PropertyPublisher publisher = harness.start(new PropertyPublisher(), Map.of());
    endpoint.answer =
        post -> {
          if (values().size() == 1) {
            throw new NoClassDefFoundError("a bundle is being replaced");
          }
          return done();
        };
    publisher.publish(message(Map.of("a", 1)));
    String second = publisher.publish(message(Map.of("a", 2)));
    harness.add(publisher);
    assertEquals(List.of(1, 2), values());
    assertEquals(List.of(second), harness.arrived);
  }

  @Test
  void transientMessagesDoNotWaitForWhatIsAway() throws Exception {
    PropertyPublisher publisher =
        harness.start(new PropertyPublisher(), Map.of("delivery", "transient"));
    publisher.publish(message(Map.of("a", 1)));
    endpoint.thingIsThere = false;
    harness.add(publisher);
    publisher.publish(message(Map.of("a", 2)));
    endpoint.thing(true);
    assertEquals(List.of(), values());
    publisher.publish(message(Map.of("a", 3)));
    assertEquals(List.of(3), values());
  }

  @Test
  void nobodyConfirmsATransientMessageOfATopic() throws Exception {
    TopicPublisher publisher =
        harness.startAt(new TopicPublisher(), Map.of("topic", "update", "delivery", "transient"));
    assertNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(1, endpoint.session.published().size());
    endpoint.session.state(SessionState.WAITING);
    assertNull(publisher.publish(message(Map.of("a", 1))));
    assertEquals(List.of(), harness.arrived);
  }

  @Test
  void aDeactivatedPublisherIsSilentAndTakesNothing() throws Exception {
    PropertyPublisher publisher = harness.startAt(new PropertyPublisher(), Map.of());
    CompletableFuture<PostResult> answer = new CompletableFuture<>();
    endpoint.answer = post -> answer;
    assertNotNull(publisher.publish(message(Map.of("a", 1))));
    publisher.deactivate();
    answer.complete(new PostResult(List.of(), List.of()));
    assertEquals(List.of(), harness.arrived);
    assertNull(publisher.publish(message(Map.of("a", 2))));
    assertEquals(1, endpoint.posts.size());
  }

  @Test
  void aListenerThatThrowsDoesNotKeepOthersFromHearing() throws Exception {
    PropertyPublisher publisher = new PropertyPublisher();
    publisher.registerCloudDeliveryListener(
        id -> {
          throw new IllegalStateException("a defect of a listener");
        });
    publisher.registerCloudDeliveryListener(
        id -> {
          throw new NoClassDefFoundError("a listener's bundle is being replaced");
        });
    harness.startAt(publisher, Map.of());
    String id = publisher.publish(message(Map.of("a", 1)));
    assertEquals(List.of(id), harness.arrived);
    assertEquals(List.of(id), endpoint.confirmed);
  }

  @Test
  void modifiedWithEqualValuesKeepsWhatWaits() throws Exception {
    PropertyPublisher publisher = harness.start(new PropertyPublisher(), Map.of("mapping", "a=a"));
    publisher.publish(message(Map.of("a", 1)));
    Map<String, Object> same = new HashMap<>();
    same.put("mapping", "a=a");
    same.put("kura.service.pid", "pub");
    same.put("service.pid", "another-name-of-the-framework");
    same.put("component.id", 99L);
    same.put("cloud.endpoint.service.pid", FakeEndpoint.NAME);
    publisher.modified(same);
    harness.add(publisher);
    assertEquals(List.of(1), values());
  }

  @Test
  void whatIsChangedCountsFromTheNextMessageOn() throws Exception {
    PropertyPublisher publisher = harness.start(new PropertyPublisher(), Map.of());
    publisher.publish(message(Map.of("a", 1)));
    publisher.modified(Map.of("mapping", "a=b", "cloud.endpoint.service.pid", FakeEndpoint.NAME));
    publisher.publish(message(Map.of("a", 2)));
    harness.add(publisher);
    assertEquals(
        List.of(Set.of("a"), Set.of("b")),
        endpoint.posts.stream().map(post -> ((PropertyPost) post).values().keySet()).toList());
  }

  @Test
  void severalThreadsPublishAtOnce() throws Exception {
    PropertyPublisher publisher = harness.startAt(new PropertyPublisher(), Map.of());
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    endpoint.answer =
        post -> {
          most.accumulateAndGet(together.incrementAndGet(), Math::max);
          together.decrementAndGet();
          return done();
        };
    CountDownLatch ready = new CountDownLatch(4);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread = new Thread(() -> publishMany(publisher, ready));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join(20_000);
    }
    publisher.publish(message(Map.of("a", 1)));
    assertEquals(401, endpoint.posts.size());
    assertEquals(401, new HashSet<>(harness.arrived).size());
    assertEquals(1, most.get());
  }

  private static void publishMany(PropertyPublisher publisher, CountDownLatch ready) {
    try {
      ready.countDown();
      ready.await(20, TimeUnit.SECONDS);
      for (int i = 0; i < 100; i++) {
        publisher.publish(message(Map.of("a", i)));
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
