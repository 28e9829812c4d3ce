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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationException;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.cota.store.Journal;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a version: applies it, waits until the platform is reached with it, and commits it; or puts
 * the former configuration back. Each step is in the journal before it is taken, so that the next
 * process goes on where this one was cut off. For the thread of the remote configuration.
 */
final class Proving {

  /** How often a configuration that is not confirmed yet may see the component start. */
  static final int MAX_STARTS = 3;

  /** How long an answer that proves the platform reached may take. */
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** How long to wait before the platform is asked again. */
  static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  private static final Duration APPLIER_PAUSE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Proving.class);

  private final String name;
  private final CotaThread thread;
  private final Clock clock;
  private final Journal journal;
  private final VersionStore versions;
  private final Function<String, Optional<ConfigurationApplier>> appliers;
  private final Supplier<Optional<DeviceLink>> links;
  private final StateBoard board;
  private final Supplier<CotaSettings> settings;
  private final BiConsumer<Trial, ConfigurationResult> ended;

  /** Distinguishes what was scheduled for this trial from what was for a former one. */
  private int round;

  private boolean broken;

  Proving(
      String name,
      CotaThread thread,
      Clock clock,
      Journal journal,
      VersionStore versions,
      Function<String, Optional<ConfigurationApplier>> appliers,
      Supplier<Optional<DeviceLink>> links,
      StateBoard board,
      Supplier<CotaSettings> settings,
      BiConsumer<Trial, ConfigurationResult> ended) {
    this.name = name;
    this.thread = thread;
    this.clock = clock;
    this.journal = journal;
    this.versions = versions;
    this.appliers = appliers;
    this.links = links;
    this.board = board;
    this.settings = settings;
    this.ended = ended;
  }

  /** Whether a version is being tried, or put back. */
  boolean isGoing() {
    return journal.trial().isPresent() && !broken;
  }

  /**
   * Applies a version that was prepared.
   *
   * @return why not, if nothing was changed; else the trial goes on and ends by itself
   */
  Optional<String> begin(Trial trial, byte[] snapshot, ConfigurationFile file) {
    ConfigurationApplier applier = appliers.apply(trial.applier()).orElse(null);
    if (applier == null) {
      return Optional.of("the applier " + trial.applier() + " has gone");
    }
    try {
      journal.begin(trial, snapshot);
    } catch (IOException e) {
      endJournal();
      return Optional.of("the journal cannot be written");
    }
    round++;
    broken = false;
    board.to(RemoteConfigurationState.APPLYING, "validated");
    Optional<String> failure = attempt(() -> applier.apply(file));
    if (failure.isPresent()) {
      restore(trial, ConfigurationStep.APPLY, failure.get());
      return Optional.empty();
    }
    Trial applied = trial.confirmUntil(clock.instant().plus(settings.get().window()));
    try {
      journal.write(applied);
    } catch (IOException e) {
      restore(trial, ConfigurationStep.APPLY, "the journal cannot be written");
      return Optional.empty();
    }
    confirm(applied, settings.get().window(), "applied");
    return Optional.empty();
  }

  /** Goes on with what a former process left; says whether there is something. */
  boolean resume() {
    Trial left = journal.trial().orElse(null);
    if (left == null) {
      return false;
    }
    Trial trial = left.startedAgain();
    round++;
    LOG.info("{}: goes on with version {}, {}", name, trial.version(), trial.phase());
    switch (trial.phase()) {
      case APPLYING -> restore(trial, ConfigurationStep.APPLY, "interrupted");
      case CONFIRMING -> resumeConfirming(trial);
      case COMMITTING -> commit(trial);
      default ->
          restore(trial, trial.failedStep().orElse(ConfigurationStep.RESTORE), trial.message());
    }
    return true;
  }

  private void resumeConfirming(Trial trial) {
    Instant now = clock.instant();
    Duration window = settings.get().window();
    Duration left = Duration.between(now, trial.deadline());
    if (left.isNegative() || left.isZero()) {
      restore(trial, ConfigurationStep.CONFIRM, "the time was over when the component started");
    } else if (trial.starts() > MAX_STARTS) {
      restore(
          trial,
          ConfigurationStep.CONFIRM,
          "the component started " + trial.starts() + " times without reaching the platform");
    } else {
      // a clock that went back must not make the wait longer
      Duration wait = left.compareTo(window) > 0 ? window : left;
      Trial going = trial.confirmUntil(now.plus(wait));
      try {
        journal.write(going);
      } catch (IOException e) {
        LOG.warn("{}: the journal cannot be written: {}", name, e.toString());
      }
      confirm(going, wait, "resumed");
    }
  }

  private void confirm(Trial trial, Duration wait, String event) {
    board.confirming(trial.deadline(), event);
    int present = round;
    thread.later(settings.get().settle(), () -> ask(present));
    thread.later(
        wait,
        () ->
            confirming(present)
                .ifPresent(
                    late ->
                        restore(
                            late,
                            ConfigurationStep.CONFIRM,
                            "the platform was not reached again within "
                                + settings.get().window().toSeconds()
                                + " s")));
  }

  private Optional<Trial> confirming(int ofRound) {
    return ofRound == round
        ? journal.trial().filter(trial -> trial.phase() == Trial.Phase.CONFIRMING)
        : Optional.empty();
  }

  /** The platform is reached when it answers a request, whatever it answers. */
  private void ask(int ofRound) {
    if (confirming(ofRound).isEmpty()) {
      return;
    }
    DeviceLink link = links.get().filter(DeviceLink::isOnline).orElse(null);
    if (link == null) {
      thread.later(ASK_AGAIN, () -> ask(ofRound));
      return;
    }
    link.request(Dialogue.GET, Dialogue.PARAMS, RequestOptions.TRANSIENT.within(ANSWER_LIMIT))
        .whenComplete((reply, failure) -> thread.run(() -> asked(ofRound, link, failure == null)));
  }

  private void asked(int ofRound, DeviceLink link, boolean answered) {
    Trial trial = confirming(ofRound).orElse(null);
    if (trial == null) {
      return;
    }
    if (answered && links.get().filter(present -> present == link).isPresent()) {
      commit(trial);
    } else {
      thread.later(ASK_AGAIN, () -> ask(ofRound));
    }
  }

  private void commit(Trial trial) {
    ConfigurationFile file = file(trial).orElse(null);
    ConfigurationApplier applier = appliers.apply(trial.applier()).orElse(null);
    if (applier == null) {
      awaitApplier(trial, () -> commit(trial));
      return;
    }
    if (file == null) {
      restore(trial, ConfigurationStep.CONFIRM, "the file is gone");
      return;
    }
    try {
      journal.write(trial.in(Trial.Phase.COMMITTING));
      applier.commit(file);
      versions.outcome(trial.version(), ConfigurationOutcome.APPLIED, "");
    } catch (IOException e) {
      restore(trial, ConfigurationStep.CONFIRM, "the journal cannot be written");
      return;
    } catch (ConfigurationException | RuntimeException e) {
      restore(trial, ConfigurationStep.CONFIRM, "cannot be made lasting: " + words(e));
      return;
    }
    end(
        trial,
        new ConfigurationResult(
            ConfigurationOutcome.APPLIED, Optional.of(trial.version()), Optional.empty(), ""));
  }

  private void restore(Trial trial, ConfigurationStep step, String why) {
    round++;
    Trial failed = trial.failed(step, why);
    board.to(RemoteConfigurationState.RESTORING, StateBoard.words(step) + ": " + why);
    try {
      journal.write(failed);
    } catch (IOException e) {
      // What stands there leads the next process to the same.
      LOG.warn("{}: the journal cannot be written: {}", name, e.toString());
    }
    ConfigurationApplier applier = appliers.apply(trial.applier()).orElse(null);
    if (applier == null) {
      awaitApplier(failed, () -> restore(failed, step, why));
      return;
    }
    byte[] snapshot = journal.snapshot().orElse(null);
    Optional<String> failure =
        snapshot == null
            ? Optional.of("the snapshot is gone")
            : attempt(() -> applier.restore(snapshot));
    if (failure.isEmpty()) {
      remember(trial.version(), ConfigurationOutcome.RESTORED, StateBoard.words(step) + ": " + why);
      end(failed, result(failed, ConfigurationOutcome.RESTORED, step, why));
    } else {
      String both = why + "; the former configuration could not be put back: " + failure.get();
      LOG.error("{}: {}; tried again with the next start or configuration", name, both);
      remember(trial.version(), ConfigurationOutcome.BROKEN, both);
      broken = true;
      ended.accept(failed, result(failed, ConfigurationOutcome.BROKEN, step, both));
    }
  }

  /** Tries once more what could not be put back; says whether a new trial may begin. */
  boolean isClear() {
    if (broken) {
      broken = false;
      resume();
    }
    return journal.trial().isEmpty();
  }

  private void awaitApplier(Trial trial, Runnable then) {
    LOG.warn("{}: version {} waits for the applier {}", name, trial.version(), trial.applier());
    int present = round;
    thread.later(
        APPLIER_PAUSE,
        () -> {
          if (present == round) {
            then.run();
          }
        });
  }

  private void end(Trial trial, ConfigurationResult result) {
    ended.accept(trial, result);
    endJournal();
  }

  private void endJournal() {
    round++;
    try {
      journal.end();
    } catch (IOException e) {
      LOG.warn("{}: the journal cannot be ended: {}", name, e.toString());
    }
  }

  private Optional<ConfigurationFile> file(Trial trial) {
    return versions
        .find(trial.version())
        .flatMap(
            version ->
                versions.content(version.number()).map(bytes -> file(trial, version, bytes)));
  }

  private static ConfigurationFile file(Trial trial, ConfigurationVersion version, byte[] bytes) {
    return new ConfigurationFile(
        trial.device(), version.configId(), version.digest(), version.received(), bytes);
  }

  private void remember(long version, ConfigurationOutcome outcome, String message) {
    try {
      versions.outcome(version, outcome, message);
    } catch (IOException e) {
      LOG.warn("{}: the history cannot be written: {}", name, e.toString());
    }
  }

  private static ConfigurationResult result(
      Trial trial, ConfigurationOutcome outcome, ConfigurationStep step, String message) {
    return new ConfigurationResult(
        outcome, Optional.of(trial.version()), Optional.of(step), message);
  }

  /** What an applier does; it may throw what it likes. */
  @FunctionalInterface
  private interface Step {
    void take() throws ConfigurationException;
  }

  private static Optional<String> attempt(Step step) {
    try {
      step.take();
      return Optional.empty();
    } catch (ConfigurationException | RuntimeException e) {
      return Optional.of(words(e));
    }
  }

  /** The message of an unchecked exception may hold values: only its name is told. */
  static String words(Exception e) {
    String message = e.getMessage();
    return e instanceof ConfigurationException && message != null
        ? message
        : e.getClass().getSimpleName();
  }
}
