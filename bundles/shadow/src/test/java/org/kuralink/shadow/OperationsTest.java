/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.shadow.ShadowFixture.failureOf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.api.shadow.ShadowStatus;

class OperationsTest {

  private static final String RED = "{\"reported\":{\"color\":\"red\"}}";

  private CompletableFuture<Long> report(ShadowFixture fixture, Map<String, ?> attributes) {
    CompletableFuture<Long> stage = fixture.shadow.report(attributes).toCompletableFuture();
    fixture.time.settle();
    return stage;
  }

  @Test
  void asksForTheShadowAsSoonAsTheDeviceIsOnline() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.link.online(false);
    fixture.attach();
    assertEquals(List.of(), fixture.sent());
    assertEquals(ShadowStatus.State.OFFLINE, fixture.shadow.status().state());
    fixture.link.online(true);
    fixture.time.settle();
    assertEquals("get", fixture.last().get("method").getAsString());
    assertFalse(fixture.last().has("state"));
    assertEquals(ShadowStatus.State.SYNCHRONISING, fixture.shadow.status().state());
    fixture.answerGet(7, RED);
    assertEquals(ShadowStatus.State.SYNCHRONISED, fixture.shadow.status().state());
    ShadowDocument document = fixture.shadow.status().document().orElseThrow();
    assertEquals(7, document.version());
    assertEquals("red", document.reported().get("color").value());
  }

  @Test
  void reportsWithTheNextVersion() {
    ShadowFixture fixture = ShadowFixture.knowing(7, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("color", "green"));
    assertEquals("update", fixture.last().get("method").getAsString());
    assertEquals(8, fixture.last().get("version").getAsLong());
    assertEquals("{\"reported\":{\"color\":\"green\"}}", fixture.last().get("state").toString());
    assertFalse(stage.isDone());
    fixture.confirm(8);
    assertEquals(8, stage.join());
    ShadowDocument document = fixture.shadow.status().document().orElseThrow();
    assertEquals("green", document.reported().get("color").value());
    assertEquals(8, document.version());
  }

  @Test
  void aVersionMayBeAMomentInMilliseconds() {
    ShadowFixture fixture = ShadowFixture.knowing(1_763_700_000_123L, RED);
    report(fixture, Map.of("a", 1));
    assertEquals(1_763_700_000_124L, fixture.last().get("version").getAsLong());
    fixture.confirm(9_007_199_254_740_993L);
    assertEquals(
        9_007_199_254_740_993L, fixture.shadow.status().document().orElseThrow().version());
  }

  @Test
  void makesOneOperationAfterTheOther() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> first = report(fixture, Map.of("a", 1));
    CompletableFuture<Long> second = report(fixture, Map.of("b", 2));
    assertEquals(1, fixture.sent().size());
    fixture.confirm(2);
    assertTrue(first.isDone());
    assertEquals(2, fixture.sent().size());
    assertEquals(3, fixture.last().get("version").getAsLong());
    fixture.confirm(3);
    assertEquals(3, second.join());
  }

  @Test
  void deletesOneSeveralOrAll() {
    ShadowFixture fixture =
        ShadowFixture.knowing(1, "{\"reported\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4}}");
    fixture.shadow.delete(Set.of("a"));
    fixture.time.settle();
    assertEquals("delete", fixture.last().get("method").getAsString());
    assertEquals("{\"reported\":{\"a\":\"null\"}}", fixture.last().get("state").toString());
    fixture.confirm(2);
    fixture.shadow.delete(Set.of("b", "c"));
    fixture.time.settle();
    assertEquals(2, fixture.last().getAsJsonObject("state").getAsJsonObject("reported").size());
    fixture.confirm(3);
    assertEquals(Set.of("d"), fixture.shadow.status().document().orElseThrow().reported().keySet());
    fixture.shadow.deleteAll();
    fixture.time.settle();
    assertEquals("{\"reported\":\"null\"}", fixture.last().get("state").toString());
    fixture.confirm(4);
    assertTrue(fixture.shadow.status().document().orElseThrow().reported().isEmpty());
  }

  @Test
  void aConflictIsAnsweredByOneGetAndOneRepetition() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("color", "blue"));
    fixture.refuse("409");
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.answerGet(12, "{\"reported\":{\"color\":\"black\"}}");
    assertEquals("update", fixture.last().get("method").getAsString());
    assertEquals(13, fixture.last().get("version").getAsLong());
    fixture.confirm(13);
    assertEquals(13, stage.join());
  }

  @Test
  void aSecondConflictIsReportedToTheCaller() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("color", "blue"));
    fixture.refuse("409");
    fixture.answerGet(12, RED);
    fixture.refuse("409");
    ShadowException failure = assertInstanceOf(ShadowException.class, failureOf(stage));
    assertEquals(ShadowError.VERSION_CONFLICT, failure.error());
    assertEquals(3, fixture.sent().size());
  }

  @ParameterizedTest
  @CsvSource({
    "400, INCORRECT_JSON", "401, METHOD_MISSING", "402, STATE_MISSING", "403, INVALID_VERSION",
    "404, REPORTED_MISSING", "405, REPORTED_EMPTY", "406, INVALID_METHOD", "407, EMPTY_DOCUMENT",
    "408, TOO_MANY_ATTRIBUTES", "500, SERVER_ERROR", "599, UNKNOWN"
  })
  void everyCodeOfThePlatformReachesTheCallerWithWhatToDo(String code, ShadowError error) {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    fixture.refuse(code);
    ShadowException failure = assertInstanceOf(ShadowException.class, failureOf(stage));
    assertEquals(error, failure.error());
    assertEquals(Integer.parseInt(code), failure.code());
    assertTrue(failure.getMessage().contains(error.advice()), failure.getMessage());
    report(fixture, Map.of("b", 1));
    assertEquals(2, fixture.sent().size());
  }

  @Test
  void takes128AttributesAndRefusesOneMoreBeforeSending() {
    ShadowFixture fixture = ShadowFixture.knowing(1, "{\"reported\":{}}");
    Map<String, Object> many = new LinkedHashMap<>();
    for (int i = 0; i < 128; i++) {
      many.put("a" + i, i);
    }
    report(fixture, many);
    fixture.confirm(2);
    assertEquals(128, fixture.shadow.status().document().orElseThrow().reported().size());
    CompletableFuture<Long> one = report(fixture, Map.of("more", 1));
    assertEquals(ShadowError.TOO_MANY_ATTRIBUTES, ((ShadowException) failureOf(one)).error());
    assertEquals(1, fixture.sent().size());
    report(fixture, Map.of("a7", 8));
    assertEquals(2, fixture.sent().size());
  }

  @Test
  void aValueThatJsonCannotRepresentIsRefusedBeforeSending() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    Map<String, Object> holdsNull = new HashMap<>();
    holdsNull.put("x", null);
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      deep = new ArrayList<>(List.of(deep));
    }
    for (Map<String, ?> bad :
        List.of(
            Map.of("n", Double.NaN),
            Map.of("tank", Map.of("level", List.of(1, Double.POSITIVE_INFINITY))),
            holdsNull,
            Map.of("o", new Object()),
            Map.of("deep", deep))) {
      ShadowException failure = (ShadowException) failureOf(report(fixture, bad));
      assertEquals(ShadowError.INCORRECT_JSON, failure.error());
    }
    assertTrue(
        failureOf(report(fixture, Map.of("tank", Map.of("level", List.of(1, Double.NaN)))))
            .getMessage()
            .contains("tank.level[1]"));
    assertEquals(
        ShadowError.REPORTED_EMPTY,
        ((ShadowException) failureOf(report(fixture, Map.of()))).error());
    assertEquals(List.of(), fixture.sent());
  }

  @Test
  void aLateAnswerWithAnotherTokenIsNotTakenForTheNextOne() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> first = report(fixture, Map.of("a", 1));
    String token = fixture.last().get("clientToken").getAsString();
    fixture.time.leap(Duration.ofSeconds(10));
    assertEquals(LinkException.Reason.NO_REPLY, ((LinkException) failureOf(first)).reason());
    CompletableFuture<Long> second = report(fixture, Map.of("b", 2));
    fixture.say(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":2},\"clientToken\":\""
            + token
            + "\"}");
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.answerGet(2, "{\"reported\":{\"color\":\"red\",\"a\":1}}");
    assertFalse(second.isDone());
    fixture.say(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":9},\"clientToken\":\""
            + token
            + "\"}");
    assertFalse(second.isDone());
    fixture.confirm(3);
    assertEquals(3, second.join());
  }

  @Test
  void waitingOperationsFailWhenTheLinkGoesOffline() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> first = report(fixture, Map.of("a", 1));
    CompletableFuture<Long> second = report(fixture, Map.of("b", 1));
    fixture.link.online(false);
    fixture.time.settle();
    for (CompletableFuture<Long> each : List.of(first, second)) {
      assertEquals(LinkException.Reason.LINK_LOST, ((LinkException) failureOf(each)).reason());
    }
    CompletableFuture<Long> third = report(fixture, Map.of("c", 1));
    assertEquals(LinkException.Reason.OFFLINE, ((LinkException) failureOf(third)).reason());
  }

  @Test
  void readsAnewAfterAnOfflinePeriod() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.link.online(false);
    fixture.link.online(true);
    fixture.time.settle();
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.answerGet(40, "{\"reported\":{\"color\":\"white\"}}");
    assertEquals(40, fixture.shadow.status().document().orElseThrow().version());
  }

  @Test
  void asksAgainAndAgainMoreSeldomUntilThePlatformAnswers() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.attach();
    fixture.refuse("500");
    assertTrue(fixture.shadow.status().problem().orElseThrow().contains("500"));
    fixture.time.leap(Duration.ofSeconds(9));
    assertEquals(1, fixture.sent().size());
    fixture.time.leap(Duration.ofSeconds(1));
    assertEquals(2, fixture.sent().size());
    fixture.refuse("500");
    fixture.time.leap(Duration.ofSeconds(19));
    assertEquals(2, fixture.sent().size());
    fixture.time.leap(Duration.ofSeconds(1));
    assertEquals(3, fixture.sent().size());
    fixture.answerGet(1, RED);
    assertEquals(ShadowStatus.State.SYNCHRONISED, fixture.shadow.status().state());
    assertTrue(fixture.shadow.status().problem().isEmpty());
  }

  @Test
  void moreThanCanWaitIsRefusedAsBusy() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    List<CompletableFuture<Long>> stages = new ArrayList<>();
    for (int i = 0; i < ShadowOperations.LIMIT + 2; i++) {
      stages.add(report(fixture, Map.of("a", i)));
    }
    assertEquals(
        LinkException.Reason.BUSY,
        ((LinkException) failureOf(stages.get(ShadowOperations.LIMIT + 1))).reason());
    assertFalse(stages.get(ShadowOperations.LIMIT).isDone());
  }

  @Test
  void anOperationMayBeAskedForBeforeTheShadowIsKnown() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.attach();
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    assertEquals(1, fixture.sent().size());
    fixture.answerGet(5, RED);
    assertEquals(6, fixture.last().get("version").getAsLong());
    fixture.confirm(6);
    assertEquals(6, stage.join());
  }

  @Test
  void anUnreadableMessageIsIgnored() {
    ShadowFixture fixture = ShadowFixture.knowing(3, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    for (String bad :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{\"method\":\"other\"}",
            "{}",
            "x",
            "{\"method\":\"reply\"} x",
            "{\"method\":\"control\",\"version\":9e999}",
            "[".repeat(5000))) {
      fixture.say(bad);
    }
    assertFalse(stage.isDone());
    fixture.confirm(4);
    assertEquals(4, stage.join());
  }
}
