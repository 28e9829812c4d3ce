/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.store.MemoryMedium;
import org.kuralink.tsl.ThingModelsComponent;

/** A configuration that waits for services of this gateway, or for the operator of the platform. */
class WaitingConfigurationTest {

  private final MemoryMedium medium = new MemoryMedium();
  private FieldStage stage = new FieldStage(medium).speakingAll();

  @AfterEach
  void close() {
    stage.close();
  }

  /** Starts another process with the same disk and without channels. */
  private FieldStage restarted() {
    stage.host.apply(FieldStage.small(), FieldHost.PUSH);
    stage.close();
    stage = new FieldStage(medium);
    return stage;
  }

  /**
   * Kura starts one package after the other, and a channel is replaced when its settings change.
   */
  @Test
  void whatComesAMomentLaterIsNotMissed() {
    FieldStage next = restarted();
    next.models = Optional.empty();
    try (LoggedLines log = new LoggedLines()) {
      next.host.takeUp();
      next.host.tellWhatIsMissing();
      next.models = Optional.of(new ThingModelsComponent());
      next.host.reconsider();
      next.host.tellWhatIsMissing();
      next.speakingAll().host.reconsider();
      next.host.tellWhatIsMissing();
      assertEquals(List.of(), log.with("is not applied"));
      assertEquals(List.of(), log.with("no bundle for"));
    }
    assertEquals(List.of("S0001"), next.channel.open());
  }

  @Test
  void whatDoesNotComeIsToldOnce() {
    FieldStage next = restarted();
    next.models = Optional.empty();
    try (LoggedLines log = new LoggedLines()) {
      next.host.takeUp();
      for (int i = 0; i < 3; i++) {
        next.host.reconsider();
        next.host.tellWhatIsMissing();
      }
      assertEquals(1, log.with("is not applied: thing models cannot be read").size());
      next.models = Optional.of(new ThingModelsComponent());
      for (int i = 0; i < 3; i++) {
        next.host.reconsider();
        next.host.tellWhatIsMissing();
      }
      assertEquals(1, log.with("no bundle for protocol TCP").size());
    }
  }

  /** After the operator has solved the problem of a refused device, he deploys again. */
  @Test
  void aPushGivesDevicesThatWereRefusedAnotherChance() {
    stage.host.apply(FieldStage.small(), FieldHost.PUSH);
    String first = stage.offered().get(0);
    stage.gateway.show(stage.gateway.offered().get(0).identity(), SubDeviceState.REFUSED);
    stage.host.reconsider();
    assertFalse(stage.gateway.asked().contains("login " + first));
    stage.host.apply(FieldStage.small(), FieldHost.PUSH);
    assertTrue(stage.gateway.asked().contains("login " + first), stage.gateway.asked()::toString);
    assertEquals(
        1, stage.gateway.asked().stream().filter(each -> each.startsWith("login")).count());
  }
}
