/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowStatus;

/** The component, with real threads. */
class ShadowComponentTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ShadowComponent component = new ShadowComponent();
  private final FakeDeviceLink link = new FakeDeviceLink();
  private final FakeCloudSession session = new FakeCloudSession(link);
  @TempDir private Path directory;

  private final CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void start() {
    component.start("shadow-test", Optional.of(directory), properties("main", 30));
  }

  @AfterEach
  void stop() {
    gate.countDown();
    component.deactivate();
  }

  private static Map<String, Object> properties(String connection, Object handlerTimeout) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("kura.service.pid", "shadow-test");
    properties.put("connection", connection);
    properties.put("handler.timeout.seconds", handlerTimeout);
    return properties;
  }

  private void appear(String pid) {
    component.addSession(session, Map.of(CloudSession.PID, pid));
  }

  private void awaitSent(int number) {
    await().atMost(LIMIT).until(() -> link.published().size() >= number);
  }

  private void say(String message) {
    link.deliver(ShadowFixture.GET, message.getBytes(StandardCharsets.UTF_8));
  }

  private void know(long version, String state) {
    say(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"state\":"
            + state
            + "},\"version\":"
            + version
            + "}");
    await()
        .atMost(LIMIT)
        .until(() -> component.status().document().filter(d -> d.version() >= version).isPresent());
  }

  @Test
  void followsTheConnectionThatItIsConfiguredWith() {
    appear("other");
    assertEquals(ShadowStatus.State.OFFLINE, component.status().state());
    component.modified(properties("other", 30));
    awaitSent(1);
    know(3, "{}");
    assertEquals(3, component.status().document().orElseThrow().version());
    component.removeSession(session);
    await().atMost(LIMIT).until(() -> component.status().state() == ShadowStatus.State.OFFLINE);
    await().atMost(LIMIT).until(() -> session.subscribedForAll().isEmpty());
  }

  @Test
  void equalConfigurationChangesNothing() {
    appear("main");
    awaitSent(1);
    know(3, "{}");
    component.modified(properties("main", "30"));
    assertEquals(ShadowStatus.State.SYNCHRONISED, component.status().state());
    component.modified(properties("main", 31));
    awaitSent(2);
  }

  @Test
  void aWrongConfigurationIsReplacedByItsDefaultsAndTheComponentLives() {
    component.modified(properties("main", "soon"));
    appear("main");
    awaitSent(1);
  }

  @Test
  void withoutASessionACallFailsAsOffline() {
    CompletableFuture<Long> stage = component.report(Map.of("a", 1)).toCompletableFuture();
    await().atMost(LIMIT).until(stage::isDone);
    assertEquals(
        LinkException.Reason.OFFLINE, ((LinkException) ShadowFixture.failureOf(stage)).reason());
  }

  @Test
  void aHandlerThatBlocksDelaysNobodyAndIsNotCalledTwiceAtOnce() throws Exception {
    component.modified(properties("main", 1));
    appear("main");
    awaitSent(1);
    know(1, "{}");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch entered = new CountDownLatch(1);
    component.addHandler(
        attributes -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          entered.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          inside.decrementAndGet();
          return CompletableFuture.completedFuture(Map.of());
        },
        Map.of(DesiredStateHandler.ATTRIBUTES, "slow"));
    component.addHandler(
        attributes -> CompletableFuture.completedFuture(Map.of("quick", 1L)),
        Map.of(DesiredStateHandler.ATTRIBUTES, "quick"));
    say(control(2, "{\"slow\":1,\"quick\":1}"));
    assertTrue(entered.await(20, TimeUnit.SECONDS));
    awaitSent(2);
    say("{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":3}}");
    CompletableFuture<Long> meanwhile = component.report(Map.of("a", 1)).toCompletableFuture();
    awaitSent(3);
    say("{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":4}}");
    assertEquals(4, meanwhile.get(20, TimeUnit.SECONDS));
    say(control(5, "{\"slow\":2}"));
    await()
        .atMost(LIMIT)
        .until(() -> component.status().document().filter(d -> d.version() == 5).isPresent());
    assertEquals(1, most.get());
    gate.countDown();
    await().atMost(LIMIT).until(() -> inside.get() == 0);
    assertEquals(1, most.get());
  }

  @Test
  void leavesNoThreadBehind() {
    appear("main");
    awaitSent(1);
    component.addHandler(
        attributes -> CompletableFuture.completedFuture(Map.of("a", 1L)), Map.of());
    know(1, "{\"desired\":{\"a\":1}}");
    awaitSent(2);
    component.deactivate();
    await().atMost(LIMIT).until(() -> ours().isEmpty());
    assertTrue(session.subscribedForAll().isEmpty());
    assertFalse(component.report(Map.of("a", 1)).toCompletableFuture().isCancelled());
    assertEquals(ShadowStatus.State.OFFLINE, component.status().state());
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("kuralink-shadow-shadow-test"))
        .toList();
  }

  private static String control(long version, String desired) {
    return "{\"method\":\"control\",\"payload\":{\"state\":{\"desired\":"
        + desired
        + "}},\"version\":"
        + version
        + "}";
  }
}
