/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.time.VirtualTime;

class ServicesTest {

  private final VirtualTime time = new VirtualTime();
  private final Deque<Double> loads = new ArrayDeque<>();
  private final FakeThing thing =
      new FakeThing(
          CompletableFuture.completedFuture(new PostResult(List.of(Reply.success()), List.of())));
  private final Reporter reporter =
      new Reporter(
          new Settings(3600, "here", false, 0, 90),
          () -> this::figures,
          () -> Optional.of(thing),
          time.scheduler());
  private final Services services = new Services(reporter, time.scheduler(), time.clock());

  @BeforeEach
  void start() {
    reporter.start();
    time.leap(Duration.ofSeconds(2));
    thing.posts.clear();
  }

  @Test
  void measuresAsOftenAsItIsTold() {
    loads.addAll(List.of(99.0, 1.0, 2.0, 4.0));

    CompletableFuture<ServiceResult> result = call("measure", Map.of("times", 3));
    assertFalse(result.isDone());
    time.leap(Duration.ofSeconds(1));

    assertEquals(2.3, result.join().outputs().get("mean"));
    assertEquals(
        time.clock().millis(), Long.parseLong((String) result.join().outputs().get("at")), 100);
  }

  @Test
  void aMeasurementThatFailsIsAFailure() {
    Reporter idle =
        new Reporter(
            new Settings(10, "", false, 0, 90),
            () -> this::figures,
            Optional::empty,
            time.scheduler());

    CompletableFuture<ServiceResult> result =
        new Services(idle, time.scheduler(), time.clock())
            .call(new ServiceCall("measure", Map.of(), Duration.ofSeconds(5)))
            .toCompletableFuture();
    time.settle();

    assertTrue(result.isCompletedExceptionally());
  }

  @Test
  void blinksAndIsAsBeforeThen() {
    CompletableFuture<ServiceResult> result =
        call(
            "blink",
            Map.of("pattern", Map.of("on", 500, "off", 250), "colours", List.of("red", "green")));

    assertEquals(2, result.join().outputs().get("blinked"));
    time.leap(Duration.ofSeconds(1));
    assertEquals(true, light());
    time.leap(Duration.ofSeconds(1));
    assertEquals(false, light());
    assertEquals(2, thing.posts.size());
  }

  @Test
  void beginsAnewAsItIsConfigured() {
    var unused = reporter.set(Map.of("location", "there"));
    time.settle();

    assertTrue(call("restart", Map.of("delay", 5)).join().code().isSuccess());
    time.leap(Duration.ofSeconds(4));
    assertEquals("there", reporter.settings().location());
    time.leap(Duration.ofSeconds(2));
    assertEquals("here", reporter.settings().location());
  }

  @Test
  void anotherServiceIsRefused() {
    assertEquals(ResultCode.REQUEST_ERROR, call("dance", Map.of()).join().code());
  }

  private Object light() {
    return thing.posts.get(thing.posts.size() - 1).values().get("indicator").value();
  }

  private Map<String, Object> figures() {
    return Map.of("cpuLoad", loads.isEmpty() ? 1.0 : loads.remove());
  }

  private CompletableFuture<ServiceResult> call(String service, Map<String, Object> inputs) {
    CompletableFuture<ServiceResult> result =
        services
            .call(new ServiceCall(service, inputs, Duration.ofSeconds(5)))
            .toCompletableFuture();
    time.settle();
    return result;
  }
}
