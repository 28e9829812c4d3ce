/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.time.Duration;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.machine.UpdateStateMachine;
import org.kuralink.ota.machine.UpdateStateMachine.UpdateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rollback of an update that failed: restores the former version. */
final class UpdateRollback {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateRollback.class);
  private static final int MAX_ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Updates updates;
  private final UpdateContext context;
  private final UpdateStateMachine machine;

  UpdateRollback(Updates updates, UpdateContext context, UpdateStateMachine machine) {
    this.updates = updates;
    this.context = context;
    this.machine = machine;
  }

  void begin() {
    updates
        .calls()
        .run(
            UpdateFault.INSTALLATION,
            "rollBack",
            (installer, firmware) -> installer.rollBack(firmware),
            () -> done("the former version is restored"));
  }

  void done(String detail) {
    Situation situation = machine.situation();
    Outcome outcome = situation.outcome().orElseThrow().and(detail);
    machine.take(UpdateEvent.ROLLED_BACK, situation.with(outcome), detail, updates::report);
  }

  void failed(String description) {
    int attempt = machine.situation().attempt();
    if (attempt >= MAX_ATTEMPTS) {
      giveUp(description);
      return;
    }
    machine.take(
        UpdateEvent.RESUMED,
        updates.attempt(attempt + 1),
        "the rollback failed: " + description,
        () -> updates.calls().later(PAUSE, this::begin));
  }

  void giveUp(String description) {
    LOG.error(
        "{}: cannot restore the former version: {}", context.name(), VisibleText.of(description));
    done("the former version could not be restored: " + description);
  }
}
