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
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.UpdateEvent;

/**
 * Goes on where the journal ends: after a power cut, a kill, a restart into the new version, or
 * because the component itself was replaced in the middle. The installer says what is in place.
 */
final class Recovery {

  /** How often a new version, or a roll-back, may be begun before it is given up. */
  private static final int MAX_STARTS = 3;

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final int MAX_POLLS = 30;

  private final Updates updates;
  private final Surroundings around;
  private final Steps steps;
  private final boolean restarted;
  private int polls;

  Recovery(Updates updates, Surroundings around, Steps steps) {
    this.updates = updates;
    this.around = around;
    this.steps = steps;
    this.restarted = !steps.situation().process().equals(around.process());
  }

  void begin() {
    switch (steps.situation().state()) {
      case IDLE -> updates.idle();
      case DOWNLOADING -> resume(0, updates::fetch);
      case AWAITING_ADDRESS -> resume(0, updates::awaitAddress);
      case INSTALLING, RESTARTING, PROVING -> inspect();
      case COMMITTING -> resume(1, updates::commit);
      case ROLLING_BACK -> resumeRollBack();
      case REPORTING -> updates.report();
      default -> throw new IllegalStateException(steps.situation().state().name());
    }
  }

  private void resumeRollBack() {
    if (restarted && steps.situation().attempt() >= MAX_STARTS) {
      updates.rolledBack("the former version could not be put back: the process ended meanwhile");
    } else {
      resume(1, updates::rollBack);
    }
  }

  private void inspect() {
    updates
        .jobs()
        .begin(
            UpdateFault.INSTALLATION,
            (installer, firmware) -> {
              Installed state = installer.state(firmware);
              return () -> found(state);
            });
  }

  private void found(Installed state) {
    UpdateState at = steps.situation().state();
    switch (state) {
      case NEW -> foundNew(at);
      case NEW_AFTER_RESTART -> foundWaiting(at);
      case FELL_BACK ->
          updates.fail(UpdateFault.UPGRADE, "the system came back with the former version");
      default -> foundLost(state);
    }
  }

  private void foundNew(UpdateState at) {
    if (at != UpdateState.PROVING) {
      updates.installed(Installed.NEW);
    } else if (restarted && steps.situation().attempt() >= MAX_STARTS) {
      updates.fail(
          UpdateFault.UPGRADE, "the process ended " + MAX_STARTS + " times with the new version");
    } else {
      resume(1, updates::prove);
    }
  }

  private void foundWaiting(UpdateState at) {
    if (at != UpdateState.RESTARTING) {
      updates.installed(Installed.NEW_AFTER_RESTART);
    } else if (restarted && steps.situation().attempt() >= MAX_STARTS) {
      updates.fail(UpdateFault.INSTALLATION, "the restarts did not lead to the new version");
    } else {
      resume(1, updates::restart);
    }
  }

  /** The installer may still be at work if only the component was replaced: that is waited for. */
  private void foundLost(Installed state) {
    if (!restarted && polls++ < MAX_POLLS) {
      updates.jobs().later(POLL, this::inspect);
      return;
    }
    Situation situation = steps.situation();
    if (situation.attempt() >= MAX_STARTS) {
      updates.fail(
          UpdateFault.INSTALLATION, "interrupted " + MAX_STARTS + " times, found " + state);
    } else {
      steps.take(
          UpdateEvent.LOST,
          situation.attempt(situation.attempt() + 1, around.process()),
          "interrupted; found " + state,
          updates::install);
    }
  }

  private void resume(int more, Runnable then) {
    Situation situation = steps.situation();
    int attempt = situation.attempt() + (restarted ? more : 0);
    steps.take(
        UpdateEvent.RESUMED,
        situation.attempt(attempt, around.process()),
        restarted ? "after a restart" : "the component was replaced",
        then);
  }
}
