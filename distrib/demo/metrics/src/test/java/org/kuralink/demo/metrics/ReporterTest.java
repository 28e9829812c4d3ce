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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.time.VirtualTime;

class ReporterTest {

  private final VirtualTime time = new VirtualTime();
  private final FakeThing device =
      new FakeThing(
          CompletableFuture.completedFuture(new PostResult(List.of(Reply.success()), List.of())));
  private final List<PropertyPost> posts = device.posts;
  private Optional<Thing> thing = Optional.of(device);
  private Optional<RuntimeException> failure = Optional.empty();
  private double load = 0.5;
  private final Reporter reporter =
      new Reporter(
          new Settings(10, "here", false, 0, 90),
          () -> this::figures,
          () -> thing,
          time.scheduler());

  @BeforeEach
  void start() {
    reporter.start();
  }

  @Test
  void figuresAndSettingsArePostedDurableAtTheInterval() {
    time.leap(Duration.ofSeconds(21));

    assertEquals(3, posts.size());
    assertEquals(Delivery.DURABLE, posts.get(0).options().delivery());
    assertEquals(0.5, value("cpuLoad"));
    assertEquals("here", value("location"));
    assertEquals(10, value("reportInterval"));
  }

  @Test
  void whatThePlatformSetsHoldsAndIsReportedAtOnce() {
    time.leap(Duration.ofSeconds(1));

    Reply reply = set(Map.of("reportInterval", 2, "location", "there", "indicator", true));

    assertTrue(reply.isSuccess());
    assertEquals(2, posts.size());
    assertEquals("there", value("location"));
    assertEquals(true, value("indicator"));
    time.leap(Duration.ofSeconds(4));
    assertEquals(4, posts.size());
  }

  @Test
  void theSavingModeReportsMoreSeldom() {
    set(Map.of("mode", 1, "reportInterval", 1));
    posts.clear();

    time.leap(Duration.ofSeconds(20));

    assertEquals(2, posts.size());
  }

  @ParameterizedTest
  @CsvSource({
    "reportInterval,0",
    "reportInterval,3601",
    "reportInterval,x",
    "mode,2",
    "indicator,maybe",
    "loadLimit,101",
    "cpuLoad,1"
  })
  void aSettingThatCannotBeChangesNothing(String name, String value) {
    Reply reply = set(Map.of(name, value));

    assertEquals(ResultCode.PARAMETER_ERROR, reply.code());
    assertEquals(Optional.of(name + " cannot be set to " + value), reply.message());
    assertTrue(posts.isEmpty());
  }

  @Test
  void oneWrongSettingLeavesTheOthersAsTheyWere() {
    assertFalse(set(Map.of("location", "there", "mode", 7)).isSuccess());

    time.leap(Duration.ofSeconds(1));
    assertEquals("here", value("location"));
  }

  @Test
  void aLoadThatReachesItsLimitIsOneEventUntilItDoesSoAgain() {
    load = 89.9;
    time.leap(Duration.ofSeconds(1));
    assertTrue(device.events.isEmpty());

    load = 90;
    time.leap(Duration.ofSeconds(20));
    assertEquals(1, device.events.size());
    assertEquals("overloaded", device.events.get(0).identifier());
    assertEquals(Map.of("load", 90.0, "limit", 90), device.events.get(0).event().outputs());

    load = 5;
    time.leap(Duration.ofSeconds(10));
    load = 95;
    time.leap(Duration.ofSeconds(10));
    assertEquals(2, device.events.size());
  }

  @Test
  void anotherLimitIsWatchedAnew() {
    load = 95;
    time.leap(Duration.ofSeconds(1));

    set(Map.of("loadLimit", 0));
    time.leap(Duration.ofSeconds(30));

    assertEquals(2, device.events.size());
    assertEquals(0, device.events.get(1).event().outputs().get("limit"));
  }

  @Test
  void ofWhatIsDesiredItTakesWhatItCan() {
    CompletableFuture<Map<String, Object>> taken =
        reporter
            .desired(Map.of("location", "there", "reportInterval", 7L, "mode", 9, "colour", "red"))
            .toCompletableFuture();
    time.settle();

    assertEquals(Map.of("location", "there", "reportInterval", 7), taken.join());
    time.leap(Duration.ofSeconds(1));
    assertEquals("there", value("location"));
  }

  @Test
  void withoutAThingItWaitsForOne() {
    thing = Optional.empty();
    time.leap(Duration.ofSeconds(30));
    assertTrue(posts.isEmpty());

    thing = Optional.of(device);
    reporter.reportSoon();
    time.leap(Duration.ofSeconds(1));

    assertEquals(1, posts.size());
  }

  @Test
  void aFailureOfOneReportIsNotTheEnd() {
    failure = Optional.of(new IllegalStateException("no figures"));
    time.leap(Duration.ofSeconds(1));
    assertTrue(posts.isEmpty());

    failure = Optional.empty();
    time.leap(Duration.ofSeconds(10));

    assertEquals(1, posts.size());
  }

  private Map<String, Object> figures() {
    failure.ifPresent(
        e -> {
          throw e;
        });
    return Map.of("cpuLoad", load);
  }

  private Reply set(Map<String, Object> values) {
    CompletableFuture<Reply> reply = reporter.set(values).toCompletableFuture();
    time.settle();
    return reply.join();
  }

  private Object value(String name) {
    return posts.get(posts.size() - 1).values().get(name).value();
  }
}
