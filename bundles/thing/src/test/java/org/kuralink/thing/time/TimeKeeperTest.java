/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.FakeDeviceLink.Published;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.thing.TimeMeasurement;
import org.kuralink.api.time.VirtualTime;

class TimeKeeperTest {

  private static final String REQUEST = "/ext/ntp/pk/dn/request";
  private static final String RESPONSE = "/ext/ntp/pk/dn/response";

  private final VirtualTime time = new VirtualTime();
  private final FakeDeviceLink link = new FakeDeviceLink();

  /** The offset of the platform's clock. */
  private Duration ahead = Duration.ofSeconds(90);

  private TimeKeeper keeper(int hours) {
    TimeKeeper keeper =
        new TimeKeeper(
            "thing", Duration.ofHours(hours), time.clock(), time::nanoTime, time.scheduler());
    time.scheduler().execute(() -> keeper.attach(link));
    time.settle();
    return keeper;
  }

  private int asked() {
    return link.published().size();
  }

  private String lastSent() {
    Published last = link.published().get(asked() - 1);
    assertEquals(REQUEST, last.message().topic());
    return JsonParser.parseString(new String(last.message().payload(), StandardCharsets.UTF_8))
        .getAsJsonObject()
        .get("deviceSendTime")
        .getAsString();
  }

  private void deliver(String json) {
    link.deliver(RESPONSE, json.getBytes(StandardCharsets.UTF_8));
    time.settle();
  }

  /** Answers the last request like a platform at a distance in milliseconds. */
  private void answer(long there, long taken, long back) {
    String sent = lastSent();
    time.leap(Duration.ofMillis(there));
    long received = time.clock().instant().plus(ahead).toEpochMilli();
    time.leap(Duration.ofMillis(taken + back));
    deliver(json(sent, received, received + taken));
  }

  private static String json(Object sent, Object received, Object answered) {
    return "{\"deviceSendTime\":\"%s\",\"serverRecvTime\":\"%s\",\"serverSendTime\":\"%s\"}"
        .formatted(sent, received, answered);
  }

  private void answerAll(long way) {
    for (int i = 0; i < TimeKeeper.SAMPLES; i++) {
      answer(way, 0, way);
    }
  }

  private void assertAhead(Duration expected, TimeKeeper keeper) {
    assertEquals(Optional.of(expected), keeper.offset());
    assertEquals(time.clock().instant().plus(expected), keeper.now());
  }

  @Test
  void keepsTheSampleThatCameFastest() {
    TimeKeeper keeper = keeper(24);
    answer(10, 5, 90);
    answer(200, 0, 10);
    answer(6, 1, 6);
    answer(40, 0, 40);
    assertEquals(Optional.empty(), keeper.measured());
    answer(300, 9, 1);
    assertEquals(TimeKeeper.SAMPLES, asked());
    assertAhead(ahead, keeper);
    TimeMeasurement measurement = keeper.measured().orElseThrow();
    assertEquals(Duration.ofMillis(6), measurement.accuracy());
    assertEquals(ahead, measurement.offset());
  }

  @Test
  void isWrongByNoMoreThanItSays() {
    Random random = new Random(29);
    for (int i = 0; i < 200; i++) {
      ahead = Duration.ofMillis(random.nextInt(2_000_000) - 1_000_000);
      link.clear();
      TimeKeeper keeper = keeper(1);
      for (int j = 0; j < TimeKeeper.SAMPLES; j++) {
        answer(random.nextInt(400), random.nextInt(50), random.nextInt(400));
      }
      Duration error = keeper.offset().orElseThrow().minus(ahead).abs();
      Duration bound = keeper.measured().orElseThrow().accuracy();
      assertTrue(error.compareTo(bound) <= 0, error + " > " + bound);
      keeper.detach();
    }
  }

  @Test
  void nobodyWhoSetsTheSystemClockMovesIt() {
    TimeKeeper keeper = keeper(24);
    answerAll(4);
    Instant before = keeper.now();
    time.stepClock(Duration.ofDays(3_000));
    assertEquals(before, keeper.now());
    assertEquals(Optional.of(ahead.minusDays(3_000)), keeper.offset());
    time.leap(Duration.ofMinutes(1));
    assertEquals(before.plusSeconds(60), keeper.now());
  }

  @Test
  void aStepOfTheSystemClockDuringAMeasurementDoesNotSpoilIt() {
    TimeKeeper keeper = keeper(24);
    for (int i = 0; i < TimeKeeper.SAMPLES; i++) {
      String sent = lastSent();
      time.leap(Duration.ofMillis(4));
      long received = time.clock().instant().plus(ahead).toEpochMilli();
      time.stepClock(Duration.ofHours(1));
      ahead = ahead.minusHours(1);
      time.leap(Duration.ofMillis(4));
      deliver(json(sent, received, received));
    }
    assertAhead(ahead, keeper);
  }

  @Test
  void measuresAfterEachLogInAndEveryFewHours() {
    TimeKeeper keeper = keeper(2);
    answerAll(4);
    link.clear();
    time.leap(Duration.ofHours(2).minusSeconds(1));
    assertEquals(0, asked());
    time.leap(Duration.ofSeconds(1));
    assertEquals(1, asked());
    ahead = Duration.ofSeconds(-5);
    answerAll(4);
    assertAhead(ahead, keeper);
    link.clear();
    link.online(false);
    time.leap(Duration.ofHours(5));
    assertEquals(0, asked());
    for (int i = 0; i < 100; i++) {
      link.online(true);
      time.settle();
      link.online(false);
      time.settle();
    }
    assertTrue(time.waiting() < 10, time.waiting() + " tasks wait");
    assertAhead(ahead, keeper);
  }

  @Test
  void measuresOnlyWhenAskedIfItIsOff() {
    TimeKeeper keeper = keeper(0);
    link.online(false);
    link.online(true);
    time.leap(Duration.ofDays(30));
    assertEquals(0, asked());
    assertEquals(time.clock().instant(), keeper.now());
    CompletableFuture<TimeMeasurement> measured = keeper.measure().toCompletableFuture();
    time.settle();
    answerAll(3);
    assertEquals(ahead, measured.join().offset());
  }

  @Test
  void ignoresAnswersThatBelongToNoQuestion() {
    TimeKeeper keeper = keeper(24);
    String sent = lastSent();
    long now = time.clock().millis();
    for (String wrong :
        List.of(
            json(Long.parseLong(sent) + 1, now, now),
            json("", now, now),
            "{\"serverRecvTime\":1,\"serverSendTime\":1}",
            json("x", "y", "z"),
            "[]",
            "null",
            "7",
            "",
            "{",
            "{\"deviceSendTime\":{},\"serverRecvTime\":[]}",
            "\u0000\u0001",
            json(sent, "9".repeat(5_000), now))) {
      deliver(wrong);
      assertEquals(1, asked(), wrong);
    }
    answerAll(4);
    assertAhead(ahead, keeper);
    deliver(json(lastSent(), now, now));
    assertAhead(ahead, keeper);
  }

  @Test
  void takesNoImpossibleTimes() {
    TimeKeeper keeper = keeper(24);
    long now = time.clock().millis();
    for (int i = 0; i < 2; i++) {
      for (Object[] wrong :
          new Object[][] {
            {"yesterday", now},
            {now, ""},
            {now, "1e3"},
            {now + 10, now},
            {now, now + 60_000},
            {0, 0},
            {-1, -1},
            {Long.MAX_VALUE, Long.MAX_VALUE},
            {"99999999999999999999", "99999999999999999999"},
            {now + 0.5, now + 0.5}
          }) {
        deliver(json(lastSent(), wrong[0], wrong[1]));
      }
    }
    assertEquals(Optional.empty(), keeper.offset());
    assertEquals(Optional.empty(), keeper.measured());
  }

  @Test
  void takesNumbersAsWellAsTexts() {
    TimeKeeper keeper = keeper(24);
    for (int i = 0; i < TimeKeeper.SAMPLES; i++) {
      long now = time.clock().instant().plus(ahead).toEpochMilli();
      deliver(json(lastSent(), now, now).replaceAll("\"(\\d+)\"", "$1"));
    }
    assertAhead(ahead, keeper);
  }

  @Test
  void aPlatformThatIsSilentOrGoesEndsTheMeasurement() {
    TimeKeeper keeper = keeper(0);
    CompletableFuture<TimeMeasurement> silent = keeper.measure().toCompletableFuture();
    CompletableFuture<TimeMeasurement> same = keeper.measure().toCompletableFuture();
    time.leap(TimeKeeper.PATIENCE.multipliedBy(TimeKeeper.SAMPLES));
    assertFailed(LinkException.Reason.NO_REPLY, silent);
    assertFailed(LinkException.Reason.NO_REPLY, same);
    assertEquals(TimeKeeper.SAMPLES, asked());
    link.online(false);
    CompletableFuture<TimeMeasurement> offline = keeper.measure().toCompletableFuture();
    time.settle();
    assertFailed(LinkException.Reason.OFFLINE, offline);
    link.online(true);
    CompletableFuture<TimeMeasurement> detached = keeper.measure().toCompletableFuture();
    time.settle();
    assertFalse(detached.isDone());
    keeper.detach();
    assertFailed(LinkException.Reason.OFFLINE, detached);
    CompletableFuture<TimeMeasurement> without = keeper.measure().toCompletableFuture();
    time.settle();
    assertFailed(LinkException.Reason.OFFLINE, without);
    time.scheduler().shutdown();
    assertFailed(LinkException.Reason.CLOSED, keeper.measure().toCompletableFuture());
    assertEquals(List.of(), link.subscribed());
  }

  @Test
  void oneLostAnswerIsNoLostMeasurement() {
    TimeKeeper keeper = keeper(24);
    time.leap(TimeKeeper.PATIENCE);
    for (int i = 1; i < TimeKeeper.SAMPLES; i++) {
      answer(5, 0, 5);
    }
    assertAhead(ahead, keeper);
  }

  private static void assertFailed(
      LinkException.Reason reason, CompletableFuture<TimeMeasurement> stage) {
    assertTrue(stage.isDone());
    CompletionException e = assertThrows(CompletionException.class, stage::join);
    assertEquals(reason, ((LinkException) e.getCause()).reason());
  }
}
