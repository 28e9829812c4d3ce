/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.ForeignCalls.Outcome;
import org.kuralink.cota.store.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a version: applies it, waits until the platform is reached with it, and commits it; or puts
 * the former configuration back. Each step is in the journal before it is taken, so that the next
 * process goes on where this one was cut off. For the thread of the remote configuration.
 */
final class Trying {

  /** How often a configuration may be interrupted without that being evidence against it. */
  static final int MAX_INTERRUPTIONS = 1;

  /** How often an applier that is gone is waited for, once the gateway has started. */
  static final int MAX_WAITS = 12;

  private static final String TWICE = "interrupted twice, the last time when ";
  private static final Logger LOG = LoggerFactory.getLogger(Trying.class);
  private final ConfigurationPlace place;
  private final DeviceConfiguration.Kept kept;
  private final AppliersInUse appliers;
  private final StateBoard board;
  private final BiConsumer<Trial, ConfigurationResult> ended;
  private final Contact contact;

  /** Distinguishes what was begun for this step from what was for a former one. */
  private int round;

  /** What could not be put back. */
  private @Nullable Trial broken;

  private @Nullable Runnable afterRestoring;

  /** Tries nothing yet; {@code ended} hears how each trial ended, once for each. */
  Trying(
      ConfigurationPlace place,
      DeviceConfiguration.Kept kept,
      AppliersInUse appliers,
      StateBoard board,
      BiConsumer<Trial, ConfigurationResult> ended) {
    this.place = place;
    this.kept = kept;
    this.appliers = appliers;
    this.board = board;
    this.ended = ended;
    this.contact = new Contact(place.thread(), place.links());
  }

  /** Whether a version is being tried, or put back. */
  boolean isGoing() {
    return kept.journal().trial().isPresent() && broken == null;
  }

  /**
   * Applies a version that was prepared.
   *
   * @return why not, if nothing was changed; else the trial goes on and ends by itself
   */
  Optional<String> begin(Trial trial, byte[] snapshot, ConfigurationFile file) {
    try {
      kept.journal().begin(trial, snapshot);
    } catch (IOException e) {
      kept.journal().end();
      return Optional.of("the journal cannot be written");
    }
    broken = null;
    apply(trial, file, CotaTransitions.Event.VALIDATED);
    return Optional.empty();
  }

  private void apply(Trial trial, ConfigurationFile file, CotaTransitions.Event event) {
    round++;
    board.take(event, "version " + trial.version());
    appliers.apply(
        trial.applier(),
        file,
        now(
            failure ->
                failure.ifPresentOrElse(
                    why -> restore(trial, ConfigurationStep.APPLY, words(why)),
                    () -> confirm(trial, CotaTransitions.Event.APPLIED))));
  }

  /** What goes on comes to nothing. */
  void stop() {
    round++;
    contact.end();
  }

  /** Goes on with what a former process left; says whether there is something. */
  boolean resume() {
    Trial left = kept.journal().trial().orElse(null);
    if (left == null) {
      return false;
    }
    Trial trial = left.startedAgain();
    kept.journal().note(trial);
    round++;
    LOG.info(
        "{}: version {} was cut off in {}",
        place.name(),
        trial.version(),
        StateBoard.words(trial.phase()));
    switch (trial.phase()) {
      case APPLYING -> interrupted(trial, "it was being applied");
      case CONFIRMING, COMMITTING -> resumeApplied(trial, 0);
      default -> restoreLeft(trial);
    }
    return true;
  }

  /** What was applied may have been lost with the process: Kura keeps nothing before a snapshot. */
  private void resumeApplied(Trial trial, int waits) {
    board.take(CotaTransitions.Event.RESUMED, "version " + trial.version());
    ConfigurationFile file = kept.file(trial).orElse(null);
    if (file == null) {
      restore(trial, ConfigurationStep.CONFIRM, "the file is gone");
      return;
    }
    appliers.isInForce(
        trial.applier(),
        file,
        now(
            outcome -> {
              if (outcome.notYet() && mayCome(trial.applier(), waits)) {
                later(() -> resumeApplied(trial, waits + 1));
              } else if (!outcome.value().orElse(false)) {
                interrupted(trial, "the former configuration came back with the restart");
              } else if (trial.phase() == Trial.Phase.COMMITTING) {
                commit(trial);
              } else if (trial.starts() > MAX_INTERRUPTIONS) {
                restore(trial, ConfigurationStep.CONFIRM, TWICE + "it was being confirmed");
              } else {
                confirm(trial, CotaTransitions.Event.IN_FORCE);
              }
            }));
  }

  /** One interruption says nothing about the configuration: it is tried once more. */
  private void interrupted(Trial trial, String where) {
    if (trial.starts() > MAX_INTERRUPTIONS) {
      restore(trial, ConfigurationStep.APPLY, TWICE + where, CotaTransitions.Event.INTERRUPTED);
      return;
    }
    Trial again = trial.in(Trial.Phase.APPLYING);
    kept.journal().note(again);
    LOG.info(
        "{}: version {} was interrupted ({}) and is tried once more",
        place.name(),
        trial.version(),
        where);
    board.take(CotaTransitions.Event.INTERRUPTED, where);
    putBack(
        again,
        0,
        failure -> {
          ConfigurationFile file = kept.file(trial).orElse(null);
          if (failure.isPresent()) {
            breakOff(again.failed(ConfigurationStep.APPLY, "interrupted"), failure.get());
          } else if (file == null) {
            restore(again, ConfigurationStep.APPLY, "interrupted, and the file is gone");
          } else {
            apply(again, file, CotaTransitions.Event.ONCE_MORE);
          }
        });
  }

  private void confirm(Trial trial, CotaTransitions.Event event) {
    Duration window = place.settings().get().window();
    Trial going = trial.confirmUntil(place.clock().instant().plus(window));
    try {
      kept.journal().write(going);
    } catch (IOException e) {
      restore(trial, ConfigurationStep.APPLY, "the journal cannot be written");
      return;
    }
    round++;
    board.confirming(going.deadline(), event);
    contact.await(
        place.settings().get().settle(),
        window,
        now(
            missed ->
                missed.ifPresentOrElse(
                    why ->
                        restore(
                            going,
                            ConfigurationStep.CONFIRM,
                            "the platform was not reached again within "
                                + window.toSeconds()
                                + " s: "
                                + why),
                    () -> commit(going))));
  }

  private void commit(Trial trial) {
    stop();
    ConfigurationFile file = kept.file(trial).orElse(null);
    if (file == null) {
      restore(trial, ConfigurationStep.CONFIRM, "the file is gone");
      return;
    }
    try {
      kept.journal().write(trial.in(Trial.Phase.COMMITTING));
    } catch (IOException e) {
      restore(trial, ConfigurationStep.CONFIRM, "the journal cannot be written");
      return;
    }
    appliers.commit(
        trial.applier(),
        file,
        now(
            failure ->
                failure.ifPresentOrElse(
                    why ->
                        restore(
                            trial,
                            ConfigurationStep.CONFIRM,
                            "cannot be made lasting: " + words(why)),
                    () -> committed(trial))));
  }

  private void committed(Trial trial) {
    try {
      kept.versions().outcome(trial.version(), ConfigurationOutcome.APPLIED, "");
    } catch (IOException e) {
      restore(trial, ConfigurationStep.CONFIRM, "the journal cannot be written");
      return;
    }
    end(
        trial,
        new ConfigurationResult(
            ConfigurationOutcome.APPLIED, Optional.of(trial.version()), Optional.empty(), ""));
  }

  private void restore(Trial trial, ConfigurationStep step, String why) {
    restore(trial, step, why, CotaTransitions.Event.FAILED);
  }

  private void restoreLeft(Trial trial) {
    restore(
        trial,
        trial.failedStep().orElse(ConfigurationStep.RESTORE),
        trial.message(),
        CotaTransitions.Event.LEFT);
  }

  private void restore(
      Trial trial, ConfigurationStep step, String why, CotaTransitions.Event event) {
    stop();
    Trial failed = trial.failed(step, why);
    board.take(event, StateBoard.words(step) + ": " + why);
    // Where this cannot be written, what stands there leads the next process to the same.
    kept.journal().note(failed);
    putBack(
        failed,
        0,
        failure -> {
          if (failure.isPresent()) {
            breakOff(failed, failure.get());
            return;
          }
          String told = StateBoard.words(step) + ": " + why;
          kept.versions().remember(trial.version(), ConfigurationOutcome.RESTORED, told);
          end(failed, result(failed, ConfigurationOutcome.RESTORED, step, why));
        });
  }

  /** Tells why it failed; waits for an applier, and for components, that may still come. */
  private void putBack(Trial trial, int waits, Consumer<Optional<String>> told) {
    byte[] snapshot = kept.journal().snapshot().orElse(null);
    if (snapshot == null) {
      told.accept(Optional.of("the snapshot is gone"));
      return;
    }
    appliers.restore(
        trial.applier(),
        snapshot,
        now(
            failure -> {
              if (failure.filter(Outcome::notYet).isPresent() && mayCome(trial.applier(), waits)) {
                later(() -> putBack(trial, waits + 1, told));
              } else {
                told.accept(failure.map(Trying::words));
              }
            }));
  }

  private boolean mayCome(String applier, int waits) {
    return place.startUp().isGoing() || (!appliers.isThere(applier) && waits < MAX_WAITS);
  }

  private void breakOff(Trial failed, String failure) {
    String both = failed.message() + "; the former configuration could not be put back: " + failure;
    LOG.error("{}: {}; tried again with the next start or configuration", place.name(), both);
    kept.versions().remember(failed.version(), ConfigurationOutcome.BROKEN, both);
    kept.journal().note(failed);
    broken = failed;
    ConfigurationStep step = failed.failedStep().orElse(ConfigurationStep.RESTORE);
    ended.accept(failed, result(failed, ConfigurationOutcome.BROKEN, step, both));
    restored();
  }

  /** Tries once more what could not be put back; then tells whether a new trial may begin. */
  void clear(Consumer<Boolean> told) {
    Trial left = broken;
    if (left == null) {
      told.accept(kept.journal().trial().isEmpty());
      return;
    }
    broken = null;
    afterRestoring = () -> told.accept(kept.journal().trial().isEmpty());
    restoreLeft(left);
  }

  private void restored() {
    Runnable then = afterRestoring;
    afterRestoring = null;
    if (then != null) {
      then.run();
    }
  }

  private void later(Runnable task) {
    int present = round;
    place
        .thread()
        .later(
            StartUp.LOOK_AGAIN,
            () -> {
              if (present == round) {
                task.run();
              }
            });
  }

  /** What comes too late, when another step has begun, is not heard. */
  private <T> Consumer<T> now(Consumer<T> told) {
    int present = round;
    return value -> {
      if (present == round) {
        try {
          told.accept(value);
        } catch (RuntimeException e) {
          fault(e);
        }
      }
    };
  }

  /** Not even an error of our own leaves a version half tried. */
  private void fault(RuntimeException e) {
    LOG.error("{}: a step of a trial failed", place.name(), e);
    Trial trial = kept.journal().trial().orElse(null);
    if (trial != null && trial.phase() == Trial.Phase.RESTORING) {
      breakOff(trial, "a step of it failed");
    } else if (trial != null) {
      restore(trial, ConfigurationStep.APPLY, "a step of it failed");
    }
  }

  private void end(Trial trial, ConfigurationResult result) {
    ended.accept(trial, result);
    round++;
    kept.journal().end();
    restored();
  }

  private static ConfigurationResult result(
      Trial trial, ConfigurationOutcome outcome, ConfigurationStep step, String message) {
    return new ConfigurationResult(
        outcome, Optional.of(trial.version()), Optional.of(step), message);
  }

  private static String words(Outcome<?> failure) {
    return failure.failure().orElse("");
  }
}
