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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;
import org.kuralink.api.shadow.ShadowStatus;

/** Faults of networks, platforms and handlers that the specification does not describe. */
class DisturbancesTest {

  private static final String RED = "{\"reported\":{\"color\":\"red\"}}";
  private static final String WANTS_GREEN =
      "{\"reported\":{\"color\":\"red\"},\"desired\":{\"color\":\"green\"}}";

  /** So many calls prove an endless loop; more would only take time. */
  private static final int CIRCLES = 20;

  private static CompletableFuture<Long> report(ShadowFixture fixture, Map<String, ?> attributes) {
    CompletableFuture<Long> stage = fixture.shadow.report(attributes).toCompletableFuture();
    fixture.time.settle();
    return stage;
  }

  private static ShadowDocument document(ShadowFixture fixture) {
    return fixture.shadow.status().document().orElseThrow();
  }

  private static AtomicInteger counting(ShadowFixture fixture, Map<String, Object> taken) {
    AtomicInteger calls = new AtomicInteger();
    fixture.handle(
        Map.of(),
        asked ->
            CompletableFuture.completedFuture(
                calls.incrementAndGet() > CIRCLES ? Map.of() : taken));
    return calls;
  }

  @Test
  void aValueThatCanNeverBeReportedIsDeliveredOnce() {
    StringBuilder full = new StringBuilder("{\"reported\":{\"a0\":0");
    for (int i = 1; i < 128; i++) {
      full.append(",\"a").append(i).append("\":0");
    }
    String state = full + "},\"desired\":{\"more\":1}}";
    ShadowFixture fixture = new ShadowFixture();
    AtomicInteger calls = counting(fixture, Map.of("more", 1L));
    fixture.attach();
    fixture.answerGet(3, state);
    fixture.time.leap(Duration.ofHours(1));
    assertEquals(1, calls.get());
    assertEquals(1, fixture.sent().size());
  }

  @Test
  void aHandlerThatAnswersWhatJsonCannotSayIsAskedOnce() {
    ShadowFixture fixture = new ShadowFixture();
    AtomicInteger calls = counting(fixture, Map.of("color", Double.NaN));
    fixture.attach();
    fixture.answerGet(3, WANTS_GREEN);
    fixture.time.leap(Duration.ofHours(1));
    assertEquals(1, calls.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"500", "409", "599"})
  void aTemporarilyRefusedReportIsRepeatedWithGrowingPauses(String code) {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    AtomicInteger calls = counting(fixture, Map.of("color", "green"));
    fixture.control(2, WANTS_GREEN);
    for (int second = 0; second < 300; second++) {
      if ("get".equals(fixture.last().get("method").getAsString())) {
        fixture.answerGet(2, WANTS_GREEN);
      } else {
        fixture.refuse(code);
      }
      fixture.time.leap(Duration.ofSeconds(1));
    }
    assertTrue(calls.get() > 1 && calls.get() <= 6, "called " + calls);
    assertTrue(fixture.sent().size() < 40, "sent " + fixture.sent().size());
  }

  @Test
  void aReportWithoutAnswerIsLookedAfterOnTheSameLink() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    AtomicInteger calls = counting(fixture, Map.of("color", "green"));
    fixture.control(2, WANTS_GREEN);
    fixture.time.leap(Duration.ofSeconds(20));
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.answerGet(3, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"color\":\"green\"}}");
    assertEquals("{\"desired\":\"null\"}", fixture.last().get("state").toString());
    assertEquals(1, calls.get());
  }

  @Test
  void takingBackWithoutAnswerIsTriedAgainOnTheSameLink() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.control(2, WANTS_GREEN);
    fixture.confirm(3);
    assertEquals("{\"desired\":\"null\"}", fixture.last().get("state").toString());
    fixture.time.leap(Duration.ofSeconds(20));
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.answerGet(3, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"color\":\"green\"}}");
    assertEquals("{\"desired\":\"null\"}", fixture.last().get("state").toString());
    assertEquals(4, fixture.last().get("version").getAsLong());
  }

  @Test
  void repeatedConflictsDoNotFloodThePlatform() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    String done = "{\"reported\":{\"color\":\"green\"},\"desired\":{\"color\":\"green\"}}";
    fixture.control(2, done);
    for (int i = 0; i < CIRCLES; i++) {
      if ("get".equals(fixture.last().get("method").getAsString())) {
        fixture.answerGet(2, done);
      } else {
        fixture.refuse("409");
      }
    }
    assertTrue(fixture.sent().size() <= 4, "sent " + fixture.sent().size());
  }

  @Test
  void anOperationIsGivenUpWithTheGetThatItNeeds() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.attach();
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    for (int i = 0; i < CIRCLES; i++) {
      fixture.refuse("500");
    }
    assertEquals(2, fixture.sent().size());
    ShadowException failure = assertInstanceOf(ShadowException.class, failureOf(stage));
    assertEquals(ShadowError.SERVER_ERROR, failure.error());
  }

  @Test
  void overALineThatOnlyReportsAllFailsAtOnceAndThePlatformIsNotAsked() {
    ShadowFixture fixture = new ShadowFixture();
    AtomicInteger calls = counting(fixture, Map.of("color", "green"));
    fixture.session.onlyReports("needs messages from the platform");
    fixture.attach();
    fixture.time.leap(Duration.ofHours(1));
    for (int i = 0; i < 2; i++) {
      LinkException failure = (LinkException) failureOf(report(fixture, Map.of("a", 1)));
      assertEquals(LinkException.Reason.NO_DOWNLINK, failure.reason());
      assertEquals("the shadow needs messages from the platform", failure.getMessage());
      fixture.time.leap(Duration.ofHours(1));
    }
    assertEquals(0, fixture.sent().size());
    assertEquals(ShadowStatus.State.OFFLINE, fixture.shadow.status().state());

    fixture.link.online(false);
    fixture.session.hears();
    fixture.link.online(true);
    fixture.time.settle();
    fixture.answerGet(3, WANTS_GREEN);
    assertEquals(1, calls.get());
    assertEquals("update", fixture.last().get("method").getAsString());
  }

  @Test
  void anOperationDoesNotOutliveAPlatformThatNeverAnswers() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.attach();
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(LinkException.Reason.NO_REPLY, ((LinkException) failureOf(stage)).reason());
  }

  @Test
  void afterAnUnansweredReportTheShadowIsReadBeforeTheNextOne() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    CompletableFuture<Long> first = report(fixture, Map.of("a", 1));
    fixture.time.leap(Duration.ofSeconds(10));
    assertEquals(LinkException.Reason.NO_REPLY, ((LinkException) failureOf(first)).reason());
    CompletableFuture<Long> second = report(fixture, Map.of("b", 2));
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.confirm(2);
    fixture.refuse("409");
    assertFalse(second.isDone());
    fixture.answerGet(2, "{\"reported\":{\"color\":\"red\",\"a\":1}}");
    assertEquals(3, fixture.last().get("version").getAsLong());
    fixture.confirm(3);
    assertEquals(3, second.getNow(0L));
    assertEquals(Set.of("color", "a", "b"), document(fixture).reported().keySet());
  }

  @Test
  void anAnswerOlderThanWhatWasSentConfirmsNothing() {
    ShadowFixture fixture = ShadowFixture.knowing(5, RED);
    CompletableFuture<Long> stage = report(fixture, Map.of("a", 1));
    fixture.confirm(5);
    fixture.answerGet(5, RED);
    assertFalse(stage.isDone());
    fixture.confirm(6);
    assertEquals(6, stage.getNow(0L));
    fixture.confirm(6);
    fixture.confirm(6);
    assertEquals(Set.of("color", "a"), document(fixture).reported().keySet());
  }

  @Test
  void aShadowThatIsEmptyMayBeAnsweredWithoutAState() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.attach();
    fixture.say("{\"method\":\"reply\",\"payload\":{\"status\":\"success\"},\"timestamp\":1}");
    assertEquals(ShadowStatus.State.SYNCHRONISED, fixture.shadow.status().state());
    report(fixture, Map.of("a", 1));
    assertEquals(1, fixture.last().get("version").getAsLong());
  }

  @Test
  void theLargestVersionIsTheLast() {
    ShadowFixture fixture = ShadowFixture.knowing(Long.MAX_VALUE, RED);
    ShadowException failure = (ShadowException) failureOf(report(fixture, Map.of("a", 1)));
    assertEquals(ShadowError.INVALID_VERSION, failure.error());
    assertEquals(List.of(), fixture.sent());
  }

  @Test
  void theAnswerOfAGetIsTrueAlsoWhereTheVersionWentBack() {
    ShadowFixture fixture = ShadowFixture.knowing(90, RED);
    fixture.link.online(false);
    fixture.link.online(true);
    fixture.time.settle();
    fixture.answerGet(2, "{\"reported\":{}}");
    assertEquals(2, document(fixture).version());
    report(fixture, Map.of("a", 1));
    assertEquals(3, fixture.last().get("version").getAsLong());
  }

  @Test
  void theValueAtTheTimeOfTheCallIsReported() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    report(fixture, Map.of("first", 1));
    List<Object> colors = new ArrayList<>(List.of("R", "G"));
    Map<String, Object> attributes = new LinkedHashMap<>(Map.of("colors", colors));
    report(fixture, attributes);
    colors.add(new Object());
    attributes.clear();
    fixture.confirm(2);
    assertEquals(
        "{\"reported\":{\"colors\":[\"R\",\"G\"]}}", fixture.last().get("state").toString());
    fixture.confirm(3);
    assertEquals(List.of("R", "G"), document(fixture).reported().get("colors").value());
    assertEquals(1L, document(fixture).reported().get("first").value());
  }

  @Test
  void aLinkThatIsTakenAwayWhileTheShadowIsAskedForLeavesItOffline() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.attach();
    fixture.time.scheduler().execute(() -> fixture.shadows.attach(null));
    fixture.time.settle();
    assertEquals(ShadowStatus.State.OFFLINE, fixture.shadow.status().state());
    fixture.time.leap(Duration.ofHours(1));
    assertEquals(1, fixture.sent().size());
    assertEquals(0, fixture.time.waiting());
  }

  @Test
  void deadlinesOfHandlersThatAnsweredAreForgotten() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED, "handler.timeout.seconds", "3600");
    fixture.handle(Map.of(), asked -> CompletableFuture.completedFuture(Map.of()));
    for (int i = 2; i < 50; i++) {
      fixture.control(i, "{\"desired\":{\"n\":" + i + "}}");
    }
    assertEquals(48, fixture.delivered.size());
    assertEquals(0, fixture.time.waiting());
  }

  @Test
  void aHandlerThatFoundNoThreadIsAskedWhenOneIsFree() {
    Deque<Runnable> taken = new ArrayDeque<>();
    AtomicInteger refused = new AtomicInteger();
    ShadowFixture fixture =
        new ShadowFixture(
            call -> {
              if (taken.size() >= 2 && refused.incrementAndGet() < CIRCLES) {
                throw new RejectedExecutionException("a test's own");
              }
              taken.add(call);
            });
    fixture.attach();
    fixture.answerGet(1, RED);
    for (String name : List.of("a", "b", "c")) {
      fixture.handle(
          Map.of(DesiredStateHandler.ATTRIBUTES, name),
          asked -> CompletableFuture.completedFuture(Map.of()));
    }
    fixture.control(2, "{\"desired\":{\"a\":1,\"b\":1,\"c\":1}}");
    assertEquals(2, taken.size());
    taken.remove().run();
    fixture.time.settle();
    assertEquals(2, taken.size());
    taken.remove().run();
    taken.remove().run();
    fixture.time.settle();
    assertEquals(3, fixture.delivered.size());
    assertEquals(0, taken.size());
  }
}
