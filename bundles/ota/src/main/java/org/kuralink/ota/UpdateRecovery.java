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
import org.kuralink.ota.machine.UpdateStateMachine;
import org.kuralink.ota.machine.UpdateStateMachine.UpdateEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resumes an update that was interrupted: by a power cut, a kill, a restart into the new version,
 * or because the component itself was replaced. The installer reports which version is installed.
 */
final class UpdateRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(UpdateRecovery.class);

  /** The most attempts to start a new version, or to roll back. */
  private static final int MAX_STARTS = 3;

  /** The most orderly stops of the process that are allowed during one update. */
  private static final int MAX_STOPS = 10;

  /** The number of queries of the installed version while the system starts: ten minutes. */
  private static final int MAX_PENDING = 300;

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final int MAX_POLLS = 30;

  private final Updates updates;
  private final UpdateContext context;
  private final UpdateStateMachine machine;
  private final boolean restarted;
  private final boolean orderly;
  private final int stops;
  private int pending;
  private int polls;

  UpdateRecovery(Updates updates, UpdateContext context, UpdateStateMachine machine) {
    this.updates = updates;
    this.context = context;
    this.machine = machine;
    Run before = Run.of(machine.situation().process());
    this.restarted = !before.process().equals(context.thread().process());
    this.orderly = before.stopped();
    this.stops = before.stops();
  }

  void begin() {
    // The replacement of the component does not end a run of the process.
    updates.in(
        new Run(context.thread().process(), restarted || !orderly ? stops : stops - 1, false));
    switch (machine.situation().state()) {
      case IDLE -> updates.idle();
      case DOWNLOADING -> resume(0, updates::fetch);
      case AWAITING_ADDRESS -> resume(0, updates::awaitAddress);
      case INSTALLING, RESTARTING, PROVING -> inspect();
      case COMMITTING -> settled(() -> resume(1, updates::commit));
      case ROLLING_BACK -> settled(this::resumeRollBack);
      case REPORTING -> updates.report();
      default -> throw new IllegalStateException(machine.situation().state().name());
    }
  }

  private void resumeRollBack() {
    if (restarted && isTooOften()) {
      updates
          .rollback()
          .done("the former version could not be restored: the process ended meanwhile");
    } else {
      resume(orderly ? 0 : 1, updates.rollback()::begin);
    }
  }

  private void inspect() {
    updates
        .calls()
        .begin(
            UpdateFault.INSTALLATION,
            "state",
            (installer, firmware) -> installer.state(firmware),
            this::found);
  }

  /** Waits until the system has started, as far as the installer can tell. */
  private void settled(Runnable then) {
    if (!restarted) {
      then.run();
      return;
    }
    updates
        .calls()
        .begin(
            UpdateFault.INSTALLATION,
            "state",
            (installer, firmware) -> settling(installer, firmware),
            state -> {
              if (state == Installed.PENDING && pending++ < MAX_PENDING) {
                updates.calls().later(POLL, () -> settled(then));
              } else {
                then.run();
              }
            });
  }

  /**
   * An installer that cannot report the installed version is not waited for: the step itself will
   * report the failure.
   */
  private static Installed settling(FirmwareInstaller installer, Firmware firmware)
      throws InterruptedException {
    try {
      return installer.state(firmware) == Installed.PENDING ? Installed.PENDING : Installed.BETWEEN;
    } catch (InstallException | RuntimeException | LinkageError e) {
      LOG.warn("cannot find out which version is installed: {}", e.toString());
      return Installed.BETWEEN;
    }
  }

  private void found(Installed state) {
    if (state == Installed.PENDING && pending++ < MAX_PENDING) {
      updates.calls().later(POLL, this::inspect);
      return;
    }
    UpdateState at = machine.situation().state();
    switch (state) {
      case NEW -> foundNew(at);
      case NEW_AFTER_RESTART -> foundWaiting(at);
      case FELL_BACK ->
          updates.fail(UpdateFault.UPGRADE, "the system restarted with the former version");
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
    } else if (restarted && machine.situation().attempt() >= MAX_STARTS) {
      updates.fail(UpdateFault.INSTALLATION, "the restarts did not start the new version");
    } else {
      resume(1, updates::restart);
    }
  }

  /** Waits, because the installer may still be working if only the component was replaced. */
  private void foundLost(Installed state) {
    if (!restarted && polls++ < MAX_POLLS) {
      updates.calls().later(POLL, this::inspect);
      return;
    }
    if (isTooOften()) {
      updates.fail(UpdateFault.INSTALLATION, "interrupted " + ends() + " times, found " + state);
    } else {
      machine.take(
          UpdateEvent.LOST,
          updates.attempt(machine.situation().attempt() + (restarted && orderly ? 0 : 1)),
          "interrupted; found " + state,
          updates::install);
    }
  }

  /**
   * Returns whether there were too many attempts. A run that was stopped in order does not count
   * against the new version, unless there are too many of them.
   */
  private boolean isTooOften() {
    return restarted && orderly ? stops >= MAX_STOPS : machine.situation().attempt() >= MAX_STARTS;
  }

  private int ends() {
    return restarted && orderly ? stops : MAX_STARTS;
  }

  private void resume(int more, Runnable then) {
    Situation situation = machine.situation();
    int attempt = situation.attempt() + (restarted ? more : 0);
    machine.take(
        UpdateEvent.RESUMED,
        updates.attempt(attempt),
        restarted ? "after a restart" : "the component was replaced",
        then);
  }
}
