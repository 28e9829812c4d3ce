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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.shadow.DesiredStateHandler;

class DesiredStateTest {

  private static final String RED = "{\"reported\":{\"color\":\"red\"}}";
  private static final String WANTS_GREEN =
      "{\"reported\":{\"color\":\"red\"},\"desired\":{\"color\":\"green\"}}";

  @Test
  void aDesiredValueIsAppliedThenReportedThenCleared() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.control(2, WANTS_GREEN);
    assertEquals(1, fixture.delivered.size());
    assertEquals("green", fixture.delivered.get(0).get("color").value());
    assertEquals("{\"reported\":{\"color\":\"green\"}}", fixture.last().get("state").toString());
    assertEquals(3, fixture.last().get("version").getAsLong());
    fixture.confirm(3);
    assertEquals("{\"desired\":\"null\"}", fixture.last().get("state").toString());
    assertEquals(4, fixture.last().get("version").getAsLong());
    fixture.confirm(4);
    assertTrue(fixture.shadow.status().document().orElseThrow().desired().isEmpty());
    assertEquals(1, fixture.delivered.size());
    assertEquals(2, fixture.sent().size());
  }

  @Test
  void takingBackMayBeAnsweredWithTheControlMessageOfItsOwnVersion() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.control(2, WANTS_GREEN);
    fixture.confirm(3);
    fixture.control(4, "{\"reported\":{\"color\":\"green\"}}");
    assertTrue(fixture.shadow.status().document().orElseThrow().desired().isEmpty());
    fixture.control(5, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"color\":\"blue\"}}");
    assertEquals(2, fixture.delivered.size());
  }

  @Test
  void aDesireThatCameWhileTheDeviceWasAwayIsCarriedOutOnConnect() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.obedient();
    fixture.attach();
    fixture.answerGet(9, WANTS_GREEN);
    assertEquals(1, fixture.delivered.size());
    assertEquals(10, fixture.last().get("version").getAsLong());
  }

  @Test
  void aStaleControlIsIgnored() {
    ShadowFixture fixture = ShadowFixture.knowing(5, RED);
    fixture.obedient();
    fixture.control(5, WANTS_GREEN);
    fixture.control(4, WANTS_GREEN);
    fixture.say("{\"method\":\"control\",\"payload\":{\"state\":" + WANTS_GREEN + "}}");
    assertEquals(List.of(), fixture.delivered);
    assertEquals(5, fixture.shadow.status().document().orElseThrow().version());
  }

  @Test
  void theTimeOfADesireReachesTheHandlerAndAnExpiredOneDoesNot() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED, "desired.max.age.seconds", "60");
    fixture.obedient();
    long now = fixture.time.clock().instant().getEpochSecond();
    fixture.say(
        "{\"method\":\"control\",\"payload\":{\"state\":{\"desired\":{\"old\":1,\"fresh\":2},"
            + "\"metadata\":{\"desired\":{\"old\":{\"timestamp\":"
            + (now - 61)
            + "},\"fresh\":{\"timestamp\":"
            + (now - 60)
            + "}}}}},\"version\":2}");
    assertEquals(1, fixture.delivered.size());
    assertEquals(Set.of("fresh"), fixture.delivered.get(0).keySet());
    assertEquals(
        Optional.of(Instant.ofEpochSecond(now - 60)), fixture.delivered.get(0).get("fresh").time());
    fixture.confirm(3);
    assertEquals(
        "{\"desired\":{\"fresh\":\"null\"}}",
        fixture.last().get("state").toString(),
        "an expired desire is not taken back on behalf of its author");
  }

  @Test
  void metadataMayStandBesideTheStateAndInMilliseconds() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.say(
        "{\"method\":\"control\",\"payload\":{\"state\":{\"desired\":{\"a\":1}},"
            + "\"metadata\":{\"desired\":{\"a\":{\"timestamp\":1524448722123}}}},\"version\":2}");
    assertEquals(
        Optional.of(Instant.ofEpochMilli(1524448722123L)),
        fixture.delivered.get(0).get("a").time());
  }

  @Test
  void aRefusedValueStaysDesiredAndIsNotDeliveredAgainUntilItChanges() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.handle(Map.of(), asked -> CompletableFuture.completedFuture(Map.of("color", "green")));
    fixture.control(
        2, "{\"reported\":{\"color\":\"red\"},\"desired\":{\"color\":\"green\",\"size\":3}}");
    fixture.confirm(3);
    assertEquals(1, fixture.delivered.size());
    assertEquals(2, fixture.sent().size());
    assertEquals(
        "{\"desired\":{\"color\":\"null\"}}",
        fixture.last().get("state").toString(),
        "what was refused keeps nothing else in the shadow");
    fixture.control(4, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"size\":3}}");
    assertEquals(1, fixture.delivered.size());
    assertEquals(2, fixture.sent().size());
    fixture.control(5, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"size\":4}}");
    assertEquals(2, fixture.delivered.size());
    assertEquals(Set.of("size"), fixture.delivered.get(1).keySet());
    fixture.link.online(false);
    fixture.link.online(true);
    fixture.time.settle();
    fixture.answerGet(5, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"size\":4}}");
    assertEquals(3, fixture.delivered.size());
  }

  @Test
  void aPlatformThatTakesDesiresBackOnlyAsAWholeIsAskedOnce() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.handle(Map.of(), asked -> CompletableFuture.completedFuture(Map.of("color", "green")));
    String both = "\"desired\":{\"color\":\"green\",\"size\":3}}";
    fixture.control(2, "{\"reported\":{\"color\":\"red\"}," + both);
    fixture.confirm(3);
    fixture.refuse("404");
    int sent = fixture.sent().size();
    fixture.control(5, "{\"reported\":{\"color\":\"green\"}," + both);
    assertEquals(sent, fixture.sent().size());
  }

  @Test
  void aHandlerThatFailsOrIsLateDoesNotKeepTheOthersFromTheirs() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED, "handler.timeout.seconds", "5");
    fixture.handle(
        Map.of(DesiredStateHandler.ATTRIBUTES, "bad"),
        asked -> {
          throw new IllegalStateException("a test's own");
        });
    CompletableFuture<Map<String, Object>> never = new CompletableFuture<>();
    fixture.handle(Map.of(DesiredStateHandler.ATTRIBUTES, "slow"), asked -> never);
    fixture.obedient("good");
    fixture.control(2, "{\"desired\":{\"bad\":1,\"slow\":1,\"good\":1}}");
    assertEquals("{\"reported\":{\"good\":1}}", fixture.last().get("state").toString());
    fixture.confirm(3);
    fixture.time.leap(Duration.ofSeconds(5));
    never.complete(Map.of("slow", 1));
    fixture.time.settle();
    assertEquals(2, fixture.sent().size());
    assertEquals("{\"desired\":{\"good\":\"null\"}}", fixture.last().get("state").toString());
  }

  @Test
  void aNewerDesireIsReadBeforeTheOldOneIsTakenBack() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.control(2, WANTS_GREEN);
    fixture.confirm(3);
    fixture.refuse("409");
    assertEquals("get", fixture.last().get("method").getAsString());
    fixture.answerGet(4, "{\"reported\":{\"color\":\"green\"},\"desired\":{\"color\":\"blue\"}}");
    assertEquals(2, fixture.delivered.size());
    assertEquals("{\"reported\":{\"color\":\"blue\"}}", fixture.last().get("state").toString());
  }

  @Test
  void aDesireThatIsFulfilledAlreadyIsOnlyTakenBack() {
    ShadowFixture fixture = new ShadowFixture();
    fixture.obedient();
    fixture.attach();
    fixture.answerGet(2, "{\"reported\":{\"n\":1.0},\"desired\":{\"n\":1}}");
    assertEquals(List.of(), fixture.delivered);
    assertEquals("{\"desired\":\"null\"}", fixture.last().get("state").toString());
  }

  @Test
  void nullAndTheTextNullMeanThatNothingIsDesired() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.control(2, "{\"reported\":{\"color\":\"red\"},\"desired\":\"null\"}");
    fixture.control(3, "{\"reported\":{\"color\":\"red\"},\"desired\":null}");
    fixture.control(4, "{\"desired\":{\"a\":null,\"b\":\"null\"},\"reported\":\"null\"}");
    assertEquals(List.of(), fixture.delivered);
    assertEquals(List.of(), fixture.sent());
    assertTrue(fixture.shadow.status().document().orElseThrow().reported().isEmpty());
  }

  @Test
  void aDesiredArrayReplacesTheWhole() {
    ShadowFixture fixture = ShadowFixture.knowing(1, "{\"reported\":{\"colors\":[\"R\",\"G\"]}}");
    fixture.obedient();
    fixture.control(
        2, "{\"reported\":{\"colors\":[\"R\",\"G\"]},\"desired\":{\"colors\":[\"R\"]}}");
    assertEquals(List.of("R"), fixture.delivered.get(0).get("colors").value());
    fixture.confirm(3);
    assertEquals(
        List.of("R"),
        fixture.shadow.status().document().orElseThrow().reported().get("colors").value());
  }

  @Test
  void aHandlerThatComesLaterFindsWhatIsDesired() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.control(2, WANTS_GREEN);
    assertEquals(List.of(), fixture.sent());
    fixture.obedient("color");
    assertEquals(1, fixture.delivered.size());
    assertEquals("{\"reported\":{\"color\":\"green\"}}", fixture.last().get("state").toString());
  }

  @Test
  void aHandlerServesOnlyTheConnectionThatItNames() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.handle(
        Map.of("connection", "other"), asked -> CompletableFuture.completedFuture(Map.of()));
    fixture.control(2, WANTS_GREEN);
    assertEquals(List.of(), fixture.delivered);
  }

  @Test
  void aValueThatCouldNotBeReportedIsDeliveredAgain() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.obedient();
    fixture.control(2, WANTS_GREEN);
    fixture.link.online(false);
    fixture.link.online(true);
    fixture.time.settle();
    fixture.answerGet(2, WANTS_GREEN);
    assertEquals(2, fixture.delivered.size());
    assertEquals("{\"reported\":{\"color\":\"green\"}}", fixture.last().get("state").toString());
  }
}
