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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.HandlerThreads;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowStatus;

/** Handlers and listeners that fail in all ways. */
class ForeignCodeTest {

  private static final String RED = "{\"reported\":{\"color\":\"red\"}}";

  /** Throws any throwable, declared or not. */
  private record Hostile(Throwable thrown) implements DesiredStateHandler {
    @Override
    public CompletionStage<Map<String, Object>> desired(Map<String, ShadowAttribute> attributes) {
      throw ForeignCodeTest.<RuntimeException>unchecked(thrown);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable any) throws T {
    throw (T) any;
  }

  @Test
  void aHandlerMayThrowAnythingAndIsNamed() {
    for (Throwable thrown :
        List.of(
            new InterruptedException("its own"),
            new StackOverflowError("an error"),
            new IOException("checked"),
            new Throwable("bare"))) {
      ShadowFixture fixture = ShadowFixture.knowing(1, RED);
      fixture.handlers.put(
          new Hostile(thrown), Map.of(DesiredStateHandler.ATTRIBUTES, new String[] {"bad"}));
      fixture.obedient("good");
      try (LoggedLines log = new LoggedLines()) {
        fixture.control(2, "{\"desired\":{\"bad\":1,\"good\":1}}");
        assertEquals(1, log.with("ForeignCodeTest$Hostile: " + thrown.getMessage()).size());
      }
      assertEquals("{\"reported\":{\"good\":1}}", fixture.last().get("state").toString());
    }
  }

  @Test
  void aHandlerThatAnswersNothingIsNamed() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    fixture.handle(Map.of(), asked -> null);
    try (LoggedLines log = new LoggedLines()) {
      fixture.control(2, "{\"desired\":{\"a\":1}}");
      assertEquals(1, log.with("the handler returned null").size());
    }
  }

  @Test
  void oneValueThatCannotBeSaidKeepsNoOtherFromBeingReported() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    Map<String, Object> taken = new HashMap<>();
    taken.put("broken", Double.NaN);
    taken.put("missing", null);
    taken.put("good", 1);
    fixture.handle(Map.of(), asked -> CompletableFuture.completedFuture(taken));
    try (LoggedLines log = new LoggedLines()) {
      fixture.control(2, "{\"desired\":{\"broken\":1,\"missing\":1,\"good\":1}}");
      assertEquals(1, log.with("broken is NaN").size());
      assertEquals(1, log.with("missing is null").size());
    }
    assertEquals("{\"reported\":{\"good\":1}}", fixture.last().get("state").toString());
  }

  /** It keeps its thread, but blocks nothing else. */
  @Test
  void aHandlerThatNeverComesBackKeepsNoOtherDesireFromBeingTakenBack() {
    List<Runnable> never = new ArrayList<>();
    HandlerThreads workers =
        task -> {
          if (never.isEmpty()) {
            never.add(task);
          } else {
            task.run();
          }
        };
    ShadowFixture fixture = new ShadowFixture(workers);
    fixture.attach();
    fixture.answerGet(1, RED);
    fixture.obedient("never");
    fixture.obedient("good");
    fixture.control(2, "{\"desired\":{\"never\":1,\"good\":1}}");
    assertEquals("{\"reported\":{\"good\":1}}", fixture.last().get("state").toString());
    fixture.confirm(3);
    fixture.time.leap(Duration.ofSeconds(31));
    assertEquals("{\"desired\":{\"good\":\"null\"}}", fixture.last().get("state").toString());
  }

  /** The result is copied, so a later change of the map has no effect. */
  @Test
  void aHandlerThatChangesItsAnswerAfterwardsChangesNothing() {
    ShadowFixture fixture = ShadowFixture.knowing(1, RED);
    Map<String, Object> taken = new HashMap<>(Map.of("good", 1));
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    fixture.handle(Map.of(), asked -> answer);
    fixture.control(2, "{\"desired\":{\"good\":1}}");
    answer.complete(taken);
    taken.clear();
    fixture.time.settle();
    assertEquals("{\"reported\":{\"good\":1}}", fixture.last().get("state").toString());
  }

  @Test
  void aListenerThatThrowsOrBlocksDelaysNoOther() {
    ShadowFixture fixture = new ShadowFixture();
    List<ShadowStatus.State> heard = new CopyOnWriteArrayList<>();
    fixture.listen(
        status -> {
          throw ForeignCodeTest.<RuntimeException>unchecked(new InterruptedException("its own"));
        });
    CompletableFuture<Runnable> given = new CompletableFuture<>();
    List<Runnable> blocked = new CopyOnWriteArrayList<>();
    HandlerThreads never =
        new HandlerThreads() {
          @Override
          public void execute(Runnable task) {
            blocked.add(task);
          }

          @Override
          public void giveUp(Runnable task) {
            given.complete(task);
          }
        };
    fixture.listeners.add(
        Optional.empty(),
        status -> {},
        new ShadowThreads(fixture.time.scheduler(), never, fixture.time.clock()));
    fixture.listen(status -> heard.add(status.state()));
    try (LoggedLines log = new LoggedLines()) {
      fixture.attach();
      fixture.answerGet(1, RED);
      fixture.time.leap(ShadowListeners.PATIENCE);
      assertTrue(log.with("InterruptedException: its own").size() >= 1);
      assertEquals(1, log.with("has not returned in time; it keeps its thread").size());
    }
    assertTrue(heard.contains(ShadowStatus.State.SYNCHRONISED), heard.toString());
    assertEquals(1, blocked.size());
    assertEquals(blocked.get(0), given.join());
    blocked.get(0).run();
  }
}
