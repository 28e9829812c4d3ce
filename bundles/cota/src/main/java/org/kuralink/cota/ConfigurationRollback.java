/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.CotaContext.StartUp;
import org.kuralink.cota.ForeignCalls.Outcome;
import org.kuralink.cota.store.TrialRecord;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rollback of a {@link ConfigurationTrial}: restores the former configuration after a failure,
 * and resumes a trial in which a former process was interrupted. For the thread of the remote
 * configuration.
 */
final class ConfigurationRollback {

  /** The number of interruptions that do not count against a configuration. */
  static final int MAX_INTERRUPTIONS = 1;

  /** The number of checks for a missing applier, once the gateway has started. */
  static final int MAX_WAITS = 12;

  private static final String TWICE = "interrupted twice, the last time when ";
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationRollback.class);

  private final ConfigurationTrial owner;
  private final CotaContext context;
  private final VersionStore versions;
  private final DeviceAppliers appliers;
  private final CotaStateMachine machine;

  /** The trial whose former configuration could not be restored. */
  private @Nullable TrialRecord broken;

  private @Nullable Runnable then;

  ConfigurationRollback(
      ConfigurationTrial owner,
      CotaContext context,
      VersionStore versions,
      DeviceAppliers appliers,
      CotaStateMachine machine) {
    this.owner = owner;
    this.context = context;
    this.versions = versions;
    this.appliers = appliers;
    this.machine = machine;
  }

  /** Returns whether a former configuration could not be restored. */
  boolean isBrokenOff() {
    return broken != null;
  }

  /** Resumes the trial of a former process; returns whether there is one. */
  boolean resume() {
    TrialRecord left = versions.trial().orElse(null);
    if (left == null) {
      return false;
    }
    TrialRecord trial = left.startedAgain();
    versions.note(trial);
    owner.stop();
    LOG.info(
        "{}: the trial of version {} was interrupted in phase {}",
        context.name(),
        trial.version(),
        CotaStateMachine.words(trial.phase()));
    TrialRecord.Phase phase = trial.phase();
    if (phase == TrialRecord.Phase.APPLYING) {
      interrupted(trial, "it was being applied");
    } else if (phase == TrialRecord.Phase.CONFIRMING || phase == TrialRecord.Phase.COMMITTING) {
      resumeApplied(trial, 0);
    } else {
      left(trial);
    }
    return true;
  }

  /**
   * Checks whether the applied configuration survived the restart: Kura stores nothing before a
   * snapshot.
   */
  private void resumeApplied(TrialRecord trial, int waits) {
    machine.take(CotaStateMachine.Event.RESUMED, "version " + trial.version());
    ConfigurationFile file = versions.file(trial).orElse(null);
    if (file == null) {
      failed(trial, ConfigurationStep.CONFIRM, "the file is missing");
      return;
    }
    appliers.isInForce(
        trial.applier(),
        file,
        owner.now(
            outcome -> {
              if (outcome.notYet() && mayCome(trial.applier(), waits)) {
                later(() -> resumeApplied(trial, waits + 1));
              } else if (!outcome.value().orElse(false)) {
                interrupted(trial, "the former configuration came back with the restart");
              } else if (trial.phase() == TrialRecord.Phase.COMMITTING) {
                owner.commit(trial);
              } else if (trial.starts() > MAX_INTERRUPTIONS) {
                failed(trial, ConfigurationStep.CONFIRM, TWICE + "it was being confirmed");
              } else {
                owner.confirm(trial, CotaStateMachine.Event.IN_FORCE);
              }
            }));
  }

  /**
   * Restores the former configuration, and tries the version once more after its first
   * interruption.
   */
  private void interrupted(TrialRecord trial, String where) {
    if (trial.starts() > MAX_INTERRUPTIONS) {
      restore(trial, ConfigurationStep.APPLY, TWICE + where, CotaStateMachine.Event.INTERRUPTED);
      return;
    }
    TrialRecord again = trial.in(TrialRecord.Phase.APPLYING);
    versions.note(again);
    LOG.info(
        "{}: tries version {} again after an interruption ({})",
        context.name(),
        trial.version(),
        where);
    machine.take(CotaStateMachine.Event.INTERRUPTED, where);
    putBack(
        again,
        0,
        failure -> {
          ConfigurationFile file = versions.file(trial).orElse(null);
          if (failure.isPresent()) {
            breakOff(again.failed(ConfigurationStep.APPLY, "interrupted"), failure.get());
          } else if (file == null) {
            failed(again, ConfigurationStep.APPLY, "interrupted, and the file is missing");
          } else {
            owner.apply(again, file, CotaStateMachine.Event.ONCE_MORE);
          }
        });
  }

  /** Restores the former configuration after a failed step. */
  void failed(TrialRecord trial, ConfigurationStep step, String why) {
    restore(trial, step, why, CotaStateMachine.Event.FAILED);
  }

  /** Restores the former configuration of an earlier trial. */
  private void left(TrialRecord trial) {
    restore(
        trial,
        trial.failedStep().orElse(ConfigurationStep.RESTORE),
        trial.message(),
        CotaStateMachine.Event.LEFT);
  }

  private void restore(
      TrialRecord trial, ConfigurationStep step, String why, CotaStateMachine.Event event) {
    owner.stop();
    TrialRecord failed = trial.failed(step, why);
    machine.take(event, CotaStateMachine.words(step) + ": " + why);
    // If this cannot be written, the present entry leads the next process to the same action.
    versions.note(failed);
    putBack(
        failed,
        0,
        failure -> {
          if (failure.isPresent()) {
            breakOff(failed, failure.get());
            return;
          }
          String told = CotaStateMachine.words(step) + ": " + why;
          versions.remember(trial.version(), ConfigurationOutcome.RESTORED, told);
          owner.end(failed, result(failed, ConfigurationOutcome.RESTORED, step, why));
        });
  }

  /**
   * Restores the snapshot, and reports a failure; waits for an applier and for components that may
   * still appear.
   */
  private void putBack(TrialRecord trial, int waits, Consumer<Optional<String>> told) {
    byte[] snapshot = versions.snapshot().orElse(null);
    if (snapshot == null) {
      told.accept(Optional.of("the snapshot is missing"));
      return;
    }
    appliers.restore(
        trial.applier(),
        snapshot,
        owner.now(
            failure -> {
              if (failure.filter(Outcome::notYet).isPresent() && mayCome(trial.applier(), waits)) {
                later(() -> putBack(trial, waits + 1, told));
              } else {
                told.accept(failure.map(Outcome::words));
              }
            }));
  }

  private boolean mayCome(String applier, int waits) {
    return context.startUp().isGoing() || (!appliers.isThere(applier) && waits < MAX_WAITS);
  }

  /** Runs a task after a pause, unless another step has begun by then. */
  private void later(Runnable task) {
    Consumer<Boolean> still = owner.now(any -> task.run());
    context.thread().later(StartUp.LOOK_AGAIN, () -> still.accept(true));
  }

  private void breakOff(TrialRecord failed, String failure) {
    String both = failed.message() + "; the former configuration could not be restored: " + failure;
    LOG.error(
        "{}: {}; tried again at the next start or before the next configuration",
        context.name(),
        both);
    versions.remember(failed.version(), ConfigurationOutcome.BROKEN, both);
    versions.note(failed);
    broken = failed;
    ConfigurationStep step = failed.failedStep().orElse(ConfigurationStep.RESTORE);
    owner.tell(failed, result(failed, ConfigurationOutcome.BROKEN, step, both));
    ended();
  }

  /** Tries again to restore a former configuration; then reports whether a new trial may begin. */
  void clear(Consumer<Boolean> told) {
    TrialRecord left = broken;
    if (left == null) {
      told.accept(versions.trial().isEmpty());
      return;
    }
    broken = null;
    then = () -> told.accept(versions.trial().isEmpty());
    left(left);
  }

  /** Continues the task that waited for the end of a trial. */
  void ended() {
    Runnable next = then;
    then = null;
    if (next != null) {
      next.run();
    }
  }

  /** Ends a trial after an internal error, so that no version stays half applied. */
  void fault(RuntimeException e) {
    LOG.error("{}: internal error during a trial", context.name(), e);
    TrialRecord trial = versions.trial().orElse(null);
    if (trial != null && trial.phase() == TrialRecord.Phase.RESTORING) {
      breakOff(trial, "an internal error occurred");
    } else if (trial != null) {
      failed(trial, ConfigurationStep.APPLY, "an internal error occurred");
    }
  }

  private static ConfigurationResult result(
      TrialRecord trial, ConfigurationOutcome outcome, ConfigurationStep step, String message) {
    return new ConfigurationResult(
        outcome, Optional.of(trial.version()), Optional.of(step), message);
  }
}
