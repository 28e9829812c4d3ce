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
import org.kuralink.cota.ConfigurationPlace.StartUp;
import org.kuralink.cota.ForeignCalls.Outcome;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back of a {@link Tryout}: puts the former configuration back where a version failed, and
 * goes on with a trial in which a former process was cut off. For the thread of the remote
 * configuration.
 */
final class Restoring {

  /** How often a configuration may be interrupted without that being evidence against it. */
  static final int MAX_INTERRUPTIONS = 1;

  /** How often an applier that is gone is waited for, once the gateway has started. */
  static final int MAX_WAITS = 12;

  private static final String TWICE = "interrupted twice, the last time when ";
  private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

  private final Tryout tryout;
  private final ConfigurationPlace place;
  private final VersionStore versions;
  private final AppliersInUse appliers;
  private final StateBoard board;

  /** What could not be put back. */
  private @Nullable Trial broken;

  private @Nullable Runnable then;

  Restoring(
      Tryout tryout,
      ConfigurationPlace place,
      VersionStore versions,
      AppliersInUse appliers,
      StateBoard board) {
    this.tryout = tryout;
    this.place = place;
    this.versions = versions;
    this.appliers = appliers;
    this.board = board;
  }

  /** Whether there is something that could not be put back. */
  boolean isBrokenOff() {
    return broken != null;
  }

  /** Goes on with what a former process left; says whether there is something. */
  boolean resume() {
    Trial left = versions.trial().orElse(null);
    if (left == null) {
      return false;
    }
    Trial trial = left.startedAgain();
    versions.note(trial);
    tryout.stop();
    LOG.info(
        "{}: version {} was cut off in {}",
        place.name(),
        trial.version(),
        StateBoard.words(trial.phase()));
    Trial.Phase phase = trial.phase();
    if (phase == Trial.Phase.APPLYING) {
      interrupted(trial, "it was being applied");
    } else if (phase == Trial.Phase.CONFIRMING || phase == Trial.Phase.COMMITTING) {
      resumeApplied(trial, 0);
    } else {
      left(trial);
    }
    return true;
  }

  /** What was applied may have been lost with the process: Kura keeps nothing before a snapshot. */
  private void resumeApplied(Trial trial, int waits) {
    board.take(StateBoard.Event.RESUMED, "version " + trial.version());
    ConfigurationFile file = versions.file(trial).orElse(null);
    if (file == null) {
      failed(trial, ConfigurationStep.CONFIRM, "the file is gone");
      return;
    }
    appliers.isInForce(
        trial.applier(),
        file,
        tryout.now(
            outcome -> {
              if (outcome.notYet() && mayCome(trial.applier(), waits)) {
                later(() -> resumeApplied(trial, waits + 1));
              } else if (!outcome.value().orElse(false)) {
                interrupted(trial, "the former configuration came back with the restart");
              } else if (trial.phase() == Trial.Phase.COMMITTING) {
                tryout.commit(trial);
              } else if (trial.starts() > MAX_INTERRUPTIONS) {
                failed(trial, ConfigurationStep.CONFIRM, TWICE + "it was being confirmed");
              } else {
                tryout.confirm(trial, StateBoard.Event.IN_FORCE);
              }
            }));
  }

  /** One interruption says nothing about the configuration: it is tried once more. */
  private void interrupted(Trial trial, String where) {
    if (trial.starts() > MAX_INTERRUPTIONS) {
      restore(trial, ConfigurationStep.APPLY, TWICE + where, StateBoard.Event.INTERRUPTED);
      return;
    }
    Trial again = trial.in(Trial.Phase.APPLYING);
    versions.note(again);
    LOG.info(
        "{}: version {} was interrupted ({}) and is tried once more",
        place.name(),
        trial.version(),
        where);
    board.take(StateBoard.Event.INTERRUPTED, where);
    putBack(
        again,
        0,
        failure -> {
          ConfigurationFile file = versions.file(trial).orElse(null);
          if (failure.isPresent()) {
            breakOff(again.failed(ConfigurationStep.APPLY, "interrupted"), failure.get());
          } else if (file == null) {
            failed(again, ConfigurationStep.APPLY, "interrupted, and the file is gone");
          } else {
            tryout.apply(again, file, StateBoard.Event.ONCE_MORE);
          }
        });
  }

  /** A step of a trial failed: the former configuration comes back. */
  void failed(Trial trial, ConfigurationStep step, String why) {
    restore(trial, step, why, StateBoard.Event.FAILED);
  }

  /** What a former try left is put back. */
  private void left(Trial trial) {
    restore(
        trial,
        trial.failedStep().orElse(ConfigurationStep.RESTORE),
        trial.message(),
        StateBoard.Event.LEFT);
  }

  private void restore(Trial trial, ConfigurationStep step, String why, StateBoard.Event event) {
    tryout.stop();
    Trial failed = trial.failed(step, why);
    board.take(event, StateBoard.words(step) + ": " + why);
    // Where this cannot be written, what stands there leads the next process to the same.
    versions.note(failed);
    putBack(
        failed,
        0,
        failure -> {
          if (failure.isPresent()) {
            breakOff(failed, failure.get());
            return;
          }
          String told = StateBoard.words(step) + ": " + why;
          versions.remember(trial.version(), ConfigurationOutcome.RESTORED, told);
          tryout.end(failed, result(failed, ConfigurationOutcome.RESTORED, step, why));
        });
  }

  /** Tells why it failed; waits for an applier, and for components, that may still come. */
  private void putBack(Trial trial, int waits, Consumer<Optional<String>> told) {
    byte[] snapshot = versions.snapshot().orElse(null);
    if (snapshot == null) {
      told.accept(Optional.of("the snapshot is gone"));
      return;
    }
    appliers.restore(
        trial.applier(),
        snapshot,
        tryout.now(
            failure -> {
              if (failure.filter(Outcome::notYet).isPresent() && mayCome(trial.applier(), waits)) {
                later(() -> putBack(trial, waits + 1, told));
              } else {
                told.accept(failure.map(Outcome::words));
              }
            }));
  }

  private boolean mayCome(String applier, int waits) {
    return place.startUp().isGoing() || (!appliers.isThere(applier) && waits < MAX_WAITS);
  }

  /** Does something when what is missing may have come, unless another step has begun by then. */
  private void later(Runnable task) {
    Consumer<Boolean> still = tryout.now(any -> task.run());
    place.thread().later(StartUp.LOOK_AGAIN, () -> still.accept(true));
  }

  private void breakOff(Trial failed, String failure) {
    String both = failed.message() + "; the former configuration could not be put back: " + failure;
    LOG.error("{}: {}; tried again with the next start or configuration", place.name(), both);
    versions.remember(failed.version(), ConfigurationOutcome.BROKEN, both);
    versions.note(failed);
    broken = failed;
    ConfigurationStep step = failed.failedStep().orElse(ConfigurationStep.RESTORE);
    tryout.tell(failed, result(failed, ConfigurationOutcome.BROKEN, step, both));
    ended();
  }

  /** Tries once more what could not be put back; then tells whether a new trial may begin. */
  void clear(Consumer<Boolean> told) {
    Trial left = broken;
    if (left == null) {
      told.accept(versions.trial().isEmpty());
      return;
    }
    broken = null;
    then = () -> told.accept(versions.trial().isEmpty());
    left(left);
  }

  /** A trial is over: what waited for that goes on. */
  void ended() {
    Runnable next = then;
    then = null;
    if (next != null) {
      next.run();
    }
  }

  /** Not even an error of our own leaves a version half tried. */
  void fault(RuntimeException e) {
    LOG.error("{}: a step of a trial failed", place.name(), e);
    Trial trial = versions.trial().orElse(null);
    if (trial != null && trial.phase() == Trial.Phase.RESTORING) {
      breakOff(trial, "a step of it failed");
    } else if (trial != null) {
      failed(trial, ConfigurationStep.APPLY, "a step of it failed");
    }
  }

  private static ConfigurationResult result(
      Trial trial, ConfigurationOutcome outcome, ConfigurationStep step, String message) {
    return new ConfigurationResult(
        outcome, Optional.of(trial.version()), Optional.of(step), message);
  }
}
