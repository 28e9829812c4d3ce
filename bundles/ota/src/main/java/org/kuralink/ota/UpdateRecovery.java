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
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.journal.Situation.Run;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.Steps.UpdateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on where the journal ends: after a power cut, a kill, a restart into the new version, or
 * because the component itself was replaced in the middle. The installer says what is in place.
 */
final class UpdateRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateRecovery.class);

  /** How often a new version, or a roll-back, may be begun before it is given up. */
  private static final int MAX_STARTS = 3;

  /** How often a process may be ended in order meanwhile: more than that nobody wants. */
  private static final int MAX_STOPS = 10;

  /** How often it is asked what is in place while the system still comes up: ten minutes. */
  private static final int MAX_PENDING = 300;

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final int MAX_POLLS = 30;

  private final Updates updates;
  private final UpdateSite around;
  private final Steps steps;
  private final boolean restarted;
  private final boolean orderly;
  private final int stops;
  private int pending;
  private int polls;

  UpdateRecovery(Updates updates, UpdateSite around, Steps steps) {
    this.updates = updates;
    this.around = around;
    this.steps = steps;
    Run before = Run.of(steps.situation().process());
    this.restarted = !before.process().equals(around.thread().process());
    this.orderly = before.stopped();
    this.stops = before.stops();
  }

  void begin() {
    // That the component was replaced is no end of a run.
    updates.in(
        new Run(around.thread().process(), restarted || !orderly ? stops : stops - 1, false));
    switch (steps.situation().state()) {
      case IDLE -> updates.idle();
      case DOWNLOADING -> resume(0, updates::fetch);
      case AWAITING_ADDRESS -> resume(0, updates::awaitAddress);
      case INSTALLING, RESTARTING, PROVING -> inspect();
      case COMMITTING -> settled(() -> resume(1, updates::commit));
      case ROLLING_BACK -> settled(this::resumeRollBack);
      case REPORTING -> updates.report();
      default -> throw new IllegalStateException(steps.situation().state().name());
    }
  }

  private void resumeRollBack() {
    if (restarted && isTooOften()) {
      updates
          .rollingBack()
          .done("the former version could not be put back: the process ended meanwhile");
    } else {
      resume(orderly ? 0 : 1, updates.rollingBack()::begin);
    }
  }

  private void inspect() {
    updates
        .jobs()
        .begin(
            UpdateFault.INSTALLATION,
            "state",
            (installer, firmware) -> installer.state(firmware),
            this::found);
  }

  /** Waits until the system has come up, as far as the installer can tell. */
  private void settled(Runnable then) {
    if (!restarted) {
      then.run();
      return;
    }
    updates
        .jobs()
        .begin(
            UpdateFault.INSTALLATION,
            "state",
            (installer, firmware) -> settling(installer, firmware),
            state -> {
              if (state == Installed.PENDING && pending++ < MAX_PENDING) {
                updates.jobs().later(POLL, () -> settled(then));
              } else {
                then.run();
              }
            });
  }

  /** Who cannot say what is in place is not waited for: the step itself will say what is wrong. */
  private static Installed settling(FirmwareInstaller installer, Firmware firmware)
      throws InterruptedException {
    try {
      return installer.state(firmware) == Installed.PENDING ? Installed.PENDING : Installed.BETWEEN;
    } catch (InstallException | RuntimeException | LinkageError e) {
      LOG.warn("what is in place is not known: {}", e.toString());
      return Installed.BETWEEN;
    }
  }

  private void found(Installed state) {
    if (state == Installed.PENDING && pending++ < MAX_PENDING) {
      updates.jobs().later(POLL, this::inspect);
      return;
    }
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
    } else if (restarted && isTooOften()) {
      updates.fail(
          UpdateFault.UPGRADE, "the process ended " + ends() + " times with the new version");
    } else {
      resume(orderly ? 0 : 1, updates::prove);
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
    if (isTooOften()) {
      updates.fail(UpdateFault.INSTALLATION, "interrupted " + ends() + " times, found " + state);
    } else {
      steps.take(
          UpdateEvent.LOST,
          updates.attempt(steps.situation().attempt() + (restarted && orderly ? 0 : 1)),
          "interrupted; found " + state,
          updates::install);
    }
  }

  /**
   * A run that was ended in order is no evidence against the new version, unless it never stops.
   */
  private boolean isTooOften() {
    return restarted && orderly ? stops >= MAX_STOPS : steps.situation().attempt() >= MAX_STARTS;
  }

  private int ends() {
    return restarted && orderly ? stops : MAX_STARTS;
  }

  private void resume(int more, Runnable then) {
    Situation situation = steps.situation();
    int attempt = situation.attempt() + (restarted ? more : 0);
    steps.take(
        UpdateEvent.RESUMED,
        updates.attempt(attempt),
        restarted ? "after a restart" : "the component was replaced",
        then);
  }
}
