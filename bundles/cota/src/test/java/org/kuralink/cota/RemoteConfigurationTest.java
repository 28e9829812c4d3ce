/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfigurationState;

/** The handling of the platform's messages (developer guide 9.11). */
class RemoteConfigurationTest {

  private static final String WARN = "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"}}";
  private static final String OFF = "{\"org.kuralink.thing~main\":{\"validation\":\"off\"}}";

  @Test
  void asksThePlatformAtTheStartAndAppliesWhatItHas() {
    Gateway gateway = Gateway.first(Life.whole());
    gateway.platform.offer(WARN);
    gateway.start();
    assertEquals(RemoteConfigurationState.CONFIRMING, gateway.cota.status().state());
    assertEquals("warn", validation(gateway));
    gateway.time.leap(Duration.ofSeconds(11));
    assertOutcome(ConfigurationOutcome.APPLIED, gateway);
    assertEquals(1L, gateway.cota.status().current().orElseThrow().number());
    assertEquals(
        "{\"configScope\":\"product\",\"getType\":\"file\"}",
        gateway.link().sent("thing.config.get").get(0).params().toString());
  }

  @Test
  void asksOnceAndNotAtEachConnection() {
    Gateway gateway = Gateway.started();
    assertOutcome(ConfigurationOutcome.NONE, gateway);
    gateway.link().online(false);
    gateway.link().online(true);
    gateway.time.leap(Duration.ofHours(1));
    assertEquals(1, gateway.link().sent("thing.config.get").size());
  }

  @Test
  void asksAtEachConnectionIfConfiguredSo() {
    Gateway gateway = Gateway.started();
    gateway.cota.modified(Map.of("connection", "main", "request.when", "reconnect"));
    gateway.link().online(false);
    gateway.link().online(true);
    gateway.time.settle();
    assertEquals(2, gateway.link().sent("thing.config.get").size());
  }

  @Test
  void asksOnlyOnDemandIfConfiguredSo() {
    Gateway gateway = Gateway.first(Life.whole());
    gateway.components.add(
        Gateway.COTA,
        new FakeComponents.FormBuilder(),
        Map.of("connection", "main", "request.when", "demand"));
    gateway.start();
    assertEquals(List.of(), gateway.link().sent());
    assertEquals(ConfigurationOutcome.NONE, result(gateway, gateway.cota.request()).outcome());
  }

  @Test
  void codes6710And6713LeaveTheConfigurationAlone() {
    Gateway gateway = Gateway.started();
    gateway.pushed(WARN);
    for (int code : new int[] {6710, 6713}) {
      gateway.platform.code = code;
      ConfigurationResult result = result(gateway, gateway.cota.request());
      assertEquals(ConfigurationOutcome.NONE, result.outcome());
      assertTrue(result.message().contains(Integer.toString(code)), result.message());
      assertEquals("warn", validation(gateway));
      assertEquals(1L, gateway.cota.status().current().orElseThrow().number());
    }
  }

  @Test
  void aPushIsAnsweredWhenThePlatformWasReachedWithIt() {
    Gateway gateway = Gateway.started();
    CompletableFuture<Reply> reply = gateway.push(WARN);
    assertFalse(reply.isDone());
    gateway.time.leap(Duration.ofSeconds(11));
    assertEquals(200, reply.join().code().value());
    assertEquals("{\"outcome\":\"applied\"}", reply.join().data().toString());
    gateway.time.leap(Duration.ofHours(1));
    assertEquals(List.of(), gateway.secondReplies());
  }

  @Test
  void aPushThatTakesLongerIsAnsweredAsUnderWayAndThenWithItsResult() {
    Gateway gateway = Gateway.started();
    CompletableFuture<Reply> reply =
        gateway.push("{\"org.kuralink.connection~main\":{\"port\":1}}");
    gateway.time.leap(Duration.ofSeconds(20));
    assertEquals(200, reply.join().code().value());
    assertEquals("{\"state\":\"confirming\"}", reply.join().data().toString());
    gateway.time.leap(Gateway.WINDOW);
    assertEquals(1, gateway.secondReplies().size());
    String second = gateway.secondReplies().get(0);
    assertTrue(second.startsWith("{\"id\":\"1\",\"code\":400,\"message\":\"confirm: "), second);
    assertTrue(second.endsWith("\"data\":{\"outcome\":\"restored\"}}"), second);
  }

  @Test
  void aComponentThatEndsMeanwhileAnswersAsUnderWayAndTheNextOneWithTheResult() {
    Gateway gateway = Gateway.started();
    CompletableFuture<Reply> reply = gateway.push(WARN);
    CompletableFuture.runAsync(gateway.cota::deactivate);
    Awaitility.await()
        .pollInSameThread()
        .until(
            () -> {
              gateway.time.settle();
              return reply.isDone();
            });
    assertEquals("{\"state\":\"confirming\"}", reply.join().data().toString());
    Gateway next = gateway.nextProcess();
    next.start();
    next.time.leap(Duration.ofMinutes(1));
    assertEquals(ConfigurationOutcome.APPLIED, next.cota.history().get(0).outcome());
    assertEquals(1, next.secondReplies().size());
    assertTrue(next.secondReplies().get(0).contains("\"outcome\":\"applied\""));
  }

  @Test
  void aRefusedPushNamesTheStep() {
    Gateway gateway = Gateway.started();
    Reply reply = gateway.push("{\"org.kuralink.thing~main\":{\"validation\":7}}").join();
    assertEquals(460, reply.code().value());
    assertEquals(
        "validate: org.kuralink.thing~main: validation must be text",
        reply.message().orElseThrow());
    Reply malformed =
        gateway
            .link()
            .deliver("thing.config.push", JsonText.of("{\"configId\":\"x\"}"))
            .toCompletableFuture()
            .join();
    assertEquals(460, malformed.code().value());
    assertEquals("request: configSize is missing", malformed.message().orElseThrow());
  }

  @Test
  void theSameConfigurationTwiceIsOne() {
    Gateway gateway = Gateway.started();
    gateway.pushed(WARN);
    Reply again =
        gateway
            .link()
            .deliver("thing.config.push", JsonText.of(gateway.platform.offered()))
            .toCompletableFuture()
            .getNow(Reply.success());
    gateway.time.settle();
    assertEquals(200, again.code().value());
    assertOutcome(ConfigurationOutcome.UNCHANGED, gateway);
    assertEquals(1, gateway.platform.downloads);
    assertEquals(1, gateway.components.updates);
    assertEquals(1, gateway.cota.history().size());
  }

  @Test
  void aFailedConfigurationIsTriedAgainOnlyOnRequest() {
    Gateway gateway = Gateway.started();
    gateway.pushed("{\"org.kuralink.connection~main\":{\"device.secret\":\"wrong\"}}");
    assertOutcome(ConfigurationOutcome.RESTORED, gateway);
    int updates = gateway.components.updates;
    Gateway next = gateway.nextProcess();
    next.start();
    next.time.leap(Duration.ofHours(1));
    assertOutcome(ConfigurationOutcome.RESTORED, next);
    assertEquals(0, next.components.updates);
    result(next, next.cota.request());
    assertEquals(updates, next.components.updates);
  }

  @Test
  void anExpiredUrlIsAskedForAnew() {
    Gateway gateway = Gateway.started();
    gateway.platform.faults.add(DownloadException.Kind.EXPIRED);
    assertEquals(ConfigurationOutcome.APPLIED, gateway.pushed(WARN).outcome());
    assertEquals(2, gateway.platform.downloads);
  }

  @Test
  void aUrlOlderThanThirtyMinutesIsNotUsed() {
    Gateway gateway = Gateway.started();
    gateway.push("{\"org.kuralink.connection~main\":{\"port\":1}}");
    gateway.platform.offer(WARN);
    gateway.link().deliver("thing.config.push", JsonText.of(gateway.platform.offered()));
    gateway.time.stepClock(Duration.ofMinutes(31));
    gateway.time.leap(Gateway.WINDOW.plusMinutes(5));
    assertOutcome(ConfigurationOutcome.APPLIED, gateway);
    assertEquals("warn", validation(gateway));
  }

  @Test
  void aDownloadIsTriedThreeTimes() {
    Gateway gateway = Gateway.started();
    for (int i = 0; i < 3; i++) {
      gateway.platform.faults.add(DownloadException.Kind.PASSING);
    }
    ConfigurationResult result = gateway.pushed(WARN);
    assertEquals(Optional.of(ConfigurationStep.DOWNLOAD), result.failedStep());
    assertEquals(3, gateway.platform.downloads);
  }

  @Test
  void aRequestAtTheStartThatFailedIsRepeated() {
    Gateway gateway = Gateway.first(Life.whole());
    gateway.platform.offer(WARN);
    gateway.platform.code = 500;
    gateway.start();
    assertOutcome(ConfigurationOutcome.REFUSED, gateway);
    gateway.platform.code = 200;
    gateway.time.leap(Duration.ofSeconds(30));
    assertOutcome(ConfigurationOutcome.APPLIED, gateway);
  }

  @Test
  void wrongSizeAndDigestAreRefusedBeforeAnybodySeesTheFile() {
    Gateway gateway = Gateway.started();
    byte[] file = WARN.getBytes(StandardCharsets.UTF_8);
    String other = "0".repeat(64);
    gateway.platform.serve(other, file);
    gateway.platform.offer("a", file.length, other, "Sha256", "https://oss.example/f");
    assertEquals(ConfigurationStep.CHECK, failedStep(gateway));
    gateway.platform.offer("b", file.length + 1, other, "Sha256", "https://oss.example/f");
    assertEquals(ConfigurationStep.CHECK, failedStep(gateway));
    gateway.platform.offer("c", 1 << 30, other, "Sha256", "https://oss.example/f");
    assertEquals(ConfigurationStep.CHECK, failedStep(gateway));
    assertEquals(2, gateway.platform.downloads);
    assertEquals(List.of(), gateway.cota.history());
    assertEquals(0, gateway.components.updates);
  }

  private static ConfigurationStep failedStep(Gateway gateway) {
    return result(gateway, gateway.cota.request()).failedStep().orElseThrow();
  }

  @Test
  void keepsFiveVersionsAndTheOneInForce() {
    Gateway gateway = Gateway.started();
    assertEquals(ConfigurationOutcome.APPLIED, gateway.pushed(WARN).outcome());
    for (int i = 0; i < 7; i++) {
      gateway.pushed("{\"org.kuralink.thing~main\":{\"unknown" + i + "\":1}}");
    }
    List<Long> numbers = gateway.cota.history().stream().map(ConfigurationVersion::number).toList();
    assertEquals(List.of(8L, 7L, 6L, 5L, 1L), numbers);
    assertArrayEquals(
        WARN.getBytes(StandardCharsets.UTF_8), gateway.cota.file(1).orElseThrow().content());
    assertTrue(gateway.cota.file(2).isEmpty());
  }

  @Test
  void aRestoredVersionHoldsUntilThePlatformOffersSomethingNew() {
    Gateway gateway = Gateway.started();
    gateway.pushed(WARN);
    gateway.pushed(OFF);
    assertEquals("off", validation(gateway));
    assertEquals(ConfigurationOutcome.APPLIED, result(gateway, gateway.cota.restore(1)).outcome());
    assertEquals("warn", validation(gateway));
    Gateway next = gateway.nextProcess();
    next.start();
    next.time.leap(Duration.ofMinutes(10));
    assertEquals("warn", validation(next));
    assertOutcome(ConfigurationOutcome.UNCHANGED, next);
    next.pushed("{\"org.kuralink.thing~main\":{\"validation\":\"off\"} }");
    assertEquals("off", validation(next));
    assertEquals(ConfigurationOutcome.REFUSED, result(next, next.cota.restore(99)).outcome());
  }

  @Test
  void onlyTheNewestWaitingPushIsCarriedOut() {
    Gateway gateway = Gateway.started();
    gateway.push("{\"org.kuralink.connection~main\":{\"port\":1}}");
    CompletableFuture<Reply> second = gateway.push(WARN);
    CompletableFuture<Reply> third = gateway.push(OFF);
    assertTrue(second.isDone());
    assertFalse(second.join().isSuccess());
    gateway.time.leap(Gateway.WINDOW.plusMinutes(1));
    assertEquals(200, third.join().code().value());
    assertEquals("off", validation(gateway));
  }

  @Test
  void aDeviceHasItsOwnSection() {
    Gateway gateway = Gateway.started();
    gateway.pushed(
        "{\"devices\":{\"dn\":{\"org.kuralink.thing~main\":{\"validation\":\"off\"}},"
            + "\"other\":{\"org.kuralink.connection~main\":{\"host\":\"nowhere\"}}},"
            + "\"org.kuralink.thing~main\":{\"validation\":\"warn\"},"
            + "\"com.example.list\":{\"names\":[\"x\"]}}");
    assertOutcome(ConfigurationOutcome.APPLIED, gateway);
    assertEquals("off", validation(gateway));
    Object names = gateway.components.properties(Gateway.LIST).get("names");
    assertArrayEquals(new String[] {"x"}, (String[]) names);
    assertEquals("good.example", gateway.components.properties(Gateway.CONNECTION).get("host"));
  }

  @Test
  void aNewSecretIsConfirmedOverTheNextSession() {
    Gateway gateway = Gateway.started();
    ConfigurationResult result =
        gateway.pushed("{\"org.kuralink.connection~main\":{\"keep.alive.seconds\":60}}");
    assertEquals(ConfigurationOutcome.APPLIED, result.outcome());
    assertEquals(60, gateway.components.properties(Gateway.CONNECTION).get("keep.alive.seconds"));
    assertEquals(1, gateway.secondReplies().size());
    assertTrue(gateway.secondReplies().get(0).contains("\"code\":200"));
  }

  @Test
  void aPersonsRequestIsAnsweredWhileOffline() {
    Gateway gateway = Gateway.started();
    gateway.link().online(false);
    ConfigurationResult result = result(gateway, gateway.cota.request());
    assertEquals(ConfigurationStep.REQUEST, result.failedStep().orElseThrow());
  }

  private static ConfigurationResult result(
      Gateway gateway, java.util.concurrent.CompletionStage<ConfigurationResult> stage) {
    gateway.time.leap(Duration.ofMinutes(10));
    return stage.toCompletableFuture().join();
  }

  private static Object validation(Gateway gateway) {
    return gateway.components.properties(Gateway.THING).get("validation");
  }

  private static void assertOutcome(ConfigurationOutcome expected, Gateway gateway) {
    assertEquals(expected, gateway.cota.status().last().orElseThrow().outcome());
    assertEquals(RemoteConfigurationState.IDLE, gateway.cota.status().state());
  }
}
