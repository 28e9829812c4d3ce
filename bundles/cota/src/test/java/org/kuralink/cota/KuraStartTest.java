/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.RemoteConfigurationState;

/** The start of Kura: components appear one after another, and an interrupted trial is resumed. */
class KuraStartTest {

  private static final String WARN = "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"}}";
  private static final String LETHAL = "{\"org.kuralink.connection~main\":{\"port\":1}}";
  private static final Duration WAIT = Duration.ofSeconds(180);

  private static Gateway starting(Gateway gateway) {
    gateway.start();
    gateway.kura.orElseThrow().untracked.add(Gateway.THING);
    return gateway;
  }

  private static ConfigurationResult last(Gateway gateway) {
    return gateway.cota.status().last().orElseThrow();
  }

  private static Object validation(Gateway gateway) {
    return gateway.components.properties(Gateway.THING).get("validation");
  }

  @Test
  void aMissingComponentIsWaitedForAndTheFileTriedWhenItAppears() {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.platform.offer(WARN);
    gateway.start();
    assertEquals(RemoteConfigurationState.VALIDATING, gateway.cota.status().state());
    gateway.time.leap(Duration.ofSeconds(30));
    assertEquals(ConfigurationOutcome.APPLIED, last(gateway).outcome(), last(gateway).message());
    assertEquals("warn", validation(gateway));
  }

  @Test
  void aComponentThatStaysMissingIsRefused() {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.start();
    gateway.push("{\"org.kuralink.thing~other\":{\"validation\":\"off\"}}");
    gateway.time.leap(WAIT.minusSeconds(6));
    assertEquals(RemoteConfigurationState.VALIDATING, gateway.cota.status().state());
    gateway.time.leap(Duration.ofSeconds(12));
    assertEquals(ConfigurationStep.VALIDATE, last(gateway).failedStep().orElseThrow());
    assertEquals("org.kuralink.thing~other is not configured here", last(gateway).message());
    assertTrue(gateway.secondReplies().get(0).contains("\"code\":460"));
    Reply later = gateway.push("{\"org.kuralink.thing~more\":{\"validation\":\"off\"}}").join();
    assertEquals(460, later.code().value());
  }

  @Test
  void anInvalidFileIsRefusedImmediately() {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.start();
    gateway.time.leap(Duration.ofSeconds(3));
    Reply reply =
        gateway
            .push(
                "{\"org.kuralink.a~other\":{\"x\":1},"
                    + "\"org.kuralink.thing~main\":{\"validation\":7}}")
            .join();
    assertEquals(460, reply.code().value());
  }

  @Test
  void aNewerPushDoesNotWaitBehindOneThatWaits() {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.start();
    gateway.time.leap(Duration.ofSeconds(3));
    var first = gateway.push("{\"org.kuralink.thing~other\":{\"validation\":\"off\"}}");
    var second = gateway.push(WARN);
    gateway.time.leap(Duration.ofSeconds(20));
    assertEquals(400, first.join().code().value());
    assertEquals(200, second.join().code().value());
    assertEquals("warn", validation(gateway));
  }

  /** Kura stores nothing before a snapshot, so a restart restores the former values. */
  @Test
  void aConfigurationThatAKillInterruptedIsTriedOnceMore() {
    Gateway killed = Gateway.firstOnKura(Life.whole());
    killed.start();
    killed.time.leap(Duration.ofSeconds(3));
    killed.push(WARN);
    assertEquals(RemoteConfigurationState.CONFIRMING, killed.cota.status().state());
    Gateway next = starting(killed.nextProcess());
    assertEquals("reject", validation(next));
    assertFalse(next.cota.status().state() == RemoteConfigurationState.CONFIRMING);
    next.time.leap(Duration.ofSeconds(40));
    assertEquals("warn", validation(next));
    assertEquals(ConfigurationOutcome.APPLIED, next.cota.history().get(0).outcome());
    assertEquals(0, next.kura.orElseThrow().rollbacks);
    assertEquals(1, next.secondReplies().size());
    assertTrue(next.secondReplies().get(0).contains("\"outcome\":\"applied\""));
    assertEquals("warn", next.nextProcess().components.properties(Gateway.THING).get("validation"));
  }

  @Test
  void aLethalConfigurationIsRolledBackWithTheRealReason() {
    Gateway killed = Gateway.firstOnKura(Life.whole());
    killed.start();
    killed.time.leap(Duration.ofSeconds(3));
    killed.push(LETHAL);
    killed.time.leap(Duration.ofSeconds(250));
    Gateway next = killed.nextProcess();
    next.start();
    next.time.leap(Gateway.WINDOW.plusSeconds(20));
    assertEquals(ConfigurationOutcome.RESTORED, next.cota.history().get(0).outcome());
    assertEquals(
        "confirm: the platform was not reached again within 300 s: the session is offline",
        next.cota.history().get(0).message());
  }

  @Test
  void aSecondInterruptionIsEvidence() {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.start();
    gateway.time.leap(Duration.ofSeconds(3));
    gateway.push(LETHAL);
    for (int kill = 0; kill < 2; kill++) {
      gateway = gateway.nextProcess();
      gateway.start();
      gateway.time.leap(Duration.ofSeconds(60));
    }
    assertEquals(ConfigurationOutcome.RESTORED, gateway.cota.history().get(0).outcome());
    assertEquals(
        "apply: interrupted twice, the last time when the former configuration came back with the"
            + " restart",
        gateway.cota.history().get(0).message());
    assertTrue(gateway.secondReplies().get(0).contains("\"code\":400"));
  }

  /**
   * Without Kura the new values survive a kill; the confirmation starts again with the whole
   * window.
   */
  @Test
  void aConfigurationStillInForceIsConfirmedAfterTheDeadline() {
    Gateway killed = Gateway.started();
    killed.push(WARN);
    Gateway next = killed.nextProcess();
    next.time.leap(Gateway.WINDOW.multipliedBy(10));
    next.start();
    next.time.leap(Duration.ofSeconds(20));
    assertEquals(ConfigurationOutcome.APPLIED, next.cota.history().get(0).outcome());
    assertEquals(0, next.components.updates);
  }

  @Test
  void aLinkThatComesUpAtTheLastMomentCounts() {
    Gateway gateway = Gateway.started();
    gateway.push(WARN);
    gateway.link().online(false);
    gateway.time.leap(Gateway.WINDOW.minusSeconds(1));
    gateway.link().online(true);
    gateway.time.leap(Duration.ofSeconds(2));
    assertEquals(ConfigurationOutcome.APPLIED, last(gateway).outcome(), last(gateway).message());
  }
}
