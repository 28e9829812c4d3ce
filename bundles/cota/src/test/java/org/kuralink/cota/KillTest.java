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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.cota.apply.SnapshotText;

/**
 * Kills the process, or cuts the power, at each step of each write to the disk and before and after
 * each change of a component: the next process ends with the old or the new configuration, never
 * with a mixture, and reports which.
 */
class KillTest {

  private static final String GOOD =
      "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"},"
          + "\"com.example.list\":{\"names\":[\"n\"]},"
          + "\"org.kuralink.connection~main\":{\"keep.alive.seconds\":60}}";
  private static final String LETHAL =
      "{\"org.kuralink.thing~main\":{\"validation\":\"warn\"},"
          + "\"org.kuralink.connection~main\":{\"port\":1}}";

  @Test
  void aGoodConfigurationEndsOldOrNewWhereverTheProcessIsKilled() {
    long steps = stepsOf(GOOD);
    assertTrue(steps > 20, "only " + steps + " steps");
    boolean oldSeen = false;
    boolean newSeen = false;
    for (long step = 0; step <= steps; step++) {
      for (boolean powerCut : List.of(false, true)) {
        Gateway next = killedAt(step, powerCut, GOOD);
        boolean isNew = text(next).equals(text(after(GOOD)));
        assertTrue(isNew || text(next).equals(text(started())), "between, at step " + step);
        assertTruthful(next, isNew, step);
        oldSeen |= !isNew;
        newSeen |= isNew;
      }
    }
    assertTrue(oldSeen && newSeen);
  }

  @Test
  void aLethalConfigurationEndsOldWhereverTheProcessIsKilled() {
    long steps = stepsOf(LETHAL);
    for (long step = 0; step <= steps; step++) {
      for (boolean powerCut : List.of(false, true)) {
        Gateway next = killedAt(step, powerCut, LETHAL);
        assertEquals(text(started()), text(next), "at step " + step);
        assertTruthful(next, false, step);
      }
    }
  }

  /** Several kills in a row: the rollback is killed as well. */
  @Test
  void manyKillsInARowEndOldOrNew() {
    Random random = new Random(77);
    for (int run = 0; run < 200; run++) {
      boolean lethal = random.nextBoolean();
      Gateway gateway = first(new Life(random.nextInt(30)));
      gateway.platform.offer(lethal ? LETHAL : GOOD);
      gateway.start();
      gateway.time.leap(Duration.ofSeconds(random.nextInt(400)));
      for (int kill = random.nextInt(4); kill > 0; kill--) {
        gateway = gateway.nextProcess(new Life(random.nextInt(12)));
        gateway.start();
        gateway.time.leap(Duration.ofSeconds(random.nextInt(400)));
      }
      Gateway last = gateway.nextProcess();
      last.start();
      last.time.leap(Gateway.WINDOW.plusMinutes(10));
      boolean isNew = text(last).equals(text(after(GOOD)));
      assertTrue(isNew && !lethal || text(last).equals(text(started())), "between, run " + run);
      assertTruthful(last, isNew, run);
    }
  }

  /** A full disk is no kill, but must not leave a mixture either. */
  @Test
  void aFullDiskEndsOldOrNew() {
    Gateway gateway = started();
    gateway.disk.space = 0;
    gateway.pushed(GOOD);
    assertEquals(text(started()), text(gateway));
    assertEquals(
        ConfigurationOutcome.REFUSED, gateway.cota.status().last().orElseThrow().outcome());
    gateway.disk.space = Long.MAX_VALUE;
    gateway.cota.request();
    gateway.time.leap(Gateway.WINDOW);
    assertEquals(text(after(GOOD)), text(gateway));
  }

  @Test
  void aDiskThatFillsWhileTheConfigurationIsTriedEndsOld() {
    Gateway gateway = started();
    gateway.push(GOOD);
    assertEquals(RemoteConfigurationState.CONFIRMING, gateway.cota.status().state());
    gateway.disk.space = 0;
    gateway.time.leap(Gateway.WINDOW);
    assertEquals(text(started()), text(gateway));
    assertEquals(
        ConfigurationOutcome.RESTORED, gateway.cota.status().last().orElseThrow().outcome());
  }

  Gateway first(Life life) {
    return Gateway.first(life);
  }

  private Gateway started() {
    Gateway gateway = first(Life.whole());
    gateway.start();
    gateway.time.leap(Duration.ofSeconds(3));
    return gateway;
  }

  private Gateway after(String content) {
    Gateway gateway = first(Life.whole());
    gateway.platform.offer(content);
    gateway.start();
    gateway.time.leap(Gateway.WINDOW);
    return gateway;
  }

  private long stepsOf(String content) {
    return after(content, Life.whole()).life.steps();
  }

  private Gateway after(String content, Life life) {
    Gateway gateway = first(life);
    gateway.platform.offer(content);
    gateway.start();
    gateway.time.leap(Gateway.WINDOW.plusMinutes(1));
    return gateway;
  }

  /** Returns the process after the killed one, when it is idle; the platform offers it nothing. */
  private Gateway killedAt(long step, boolean powerCut, String content) {
    Gateway killed = after(content, new Life(step));
    if (powerCut) {
      killed.powerCut();
    }
    killed.platform.code = 6710;
    Gateway next = killed.nextProcess();
    next.start();
    next.time.leap(Gateway.WINDOW.plusMinutes(10));
    return next;
  }

  private static void assertTruthful(Gateway gateway, boolean isNew, long step) {
    assertEquals(RemoteConfigurationState.IDLE, gateway.cota.status().state());
    assertEquals(isNew, gateway.cota.status().current().isPresent(), "at step " + step);
    gateway
        .cota
        .history()
        .forEach(
            version ->
                assertEquals(
                    isNew, version.outcome() == ConfigurationOutcome.APPLIED, "at step " + step));
    assertTrue(gateway.link().isOnline(), "at step " + step);
  }

  private static Map<String, String> text(Gateway gateway) {
    return Map.of("all", SnapshotText.of(gateway.components.everything()));
  }
}
