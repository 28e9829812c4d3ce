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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;

/**
 * Tries a version that is kept: lets the applier look at it, applies it, waits until the platform
 * is reached with it, and commits it; where that fails {@link Restoring} leads back. Each step is
 * in the journal before it is taken, so that the next process goes on where this one was cut off.
 * For the thread of the remote configuration.
 */
final class Tryout {

  private final ConfigurationPlace place;
  private final VersionStore versions;
  private final AppliersInUse appliers;
  private final StateBoard board;
  private final Ended ended;
  private final Restoring restoring;

  /** Whose version is applied, or put back; null for what a former process left. */
  private @Nullable Job tried;

  /** Distinguishes what was begun for this step from what was for a former one. */
  private int round;

  /** Tries nothing yet; {@code ended} hears how each try ended, once for each. */
  Tryout(
      ConfigurationPlace place,
      VersionStore versions,
      AppliersInUse appliers,
      StateBoard board,
      Ended ended) {
    this.place = place;
    this.versions = versions;
    this.appliers = appliers;
    this.board = board;
    this.ended = ended;
    this.restoring = new Restoring(this, place, versions, appliers, board);
  }

  /** Hears how tries end. */
  @FunctionalInterface
  interface Ended {

    /**
     * A try has ended.
     *
     * @param job whose version it was; empty if a former process has left it
     * @param order the push that it came from, where there is one
     */
    void tell(Optional<Job> job, Optional<PushOrder> order, ConfigurationResult result);
  }

  /** A version and whom it came for. */
  private record Candidate(Job job, ConfigurationVersion version, Optional<Offer> offer) {}

  /** Whether a version is being tried, or put back. */
  boolean isGoing() {
    return versions.trial().isPresent() && !restoring.isBrokenOff();
  }

  /** Whether it is that of a job. */
  boolean isProving() {
    return tried != null;
  }

  /** Goes on with what a former process left; says whether there is something. */
  boolean resume() {
    return restoring.resume();
  }

  /** Tries a version; what could not be put back goes first. */
  void run(Job job, ConfigurationVersion version, Optional<Offer> offer) {
    Candidate candidate = new Candidate(job, version, offer);
    restoring.clear(
        clear -> {
          if (clear) {
            check(candidate);
          } else {
            refuse(
                candidate,
                ConfigurationStep.APPLY,
                "a former configuration could not be put back and must be first");
          }
        });
  }

  private void check(Candidate candidate) {
    ConfigurationVersion version = candidate.version;
    board.take(StateBoard.Event.KEPT, "kept as version " + version.number());
    DeviceIdentity device =
        board.device().or(() -> candidate.job.order.map(PushOrder::device)).orElse(null);
    byte[] content = versions.content(version.number()).orElse(null);
    if (content == null || device == null) {
      refuse(
          candidate,
          ConfigurationStep.APPLY,
          content == null ? "the file is gone" : "this device is not known yet");
      return;
    }
    ConfigurationFile file =
        new ConfigurationFile(
            device, version.configId(), version.digest(), version.received(), content);
    appliers.prepare(
        candidate.job,
        file,
        (applier, snapshot) -> begin(candidate, applier, file, snapshot),
        (step, why) -> refuse(candidate, step, why));
  }

  /** Nothing was changed: the file is to blame if it is not valid, else this gateway. */
  private void refuse(Candidate candidate, ConfigurationStep step, String why) {
    long number = candidate.version.number();
    versions.remember(number, ConfigurationOutcome.REFUSED, StateBoard.words(step) + ": " + why);
    ended.tell(
        Optional.of(candidate.job),
        candidate.job.order,
        new ConfigurationResult(
            ConfigurationOutcome.REFUSED, Optional.of(number), Optional.of(step), why));
  }

  private void begin(Candidate candidate, String applier, ConfigurationFile file, byte[] snapshot) {
    Job job = candidate.job;
    candidate.offer.ifPresent(versions::handled);
    Trial trial =
        new Trial(
            Trial.Phase.APPLYING,
            candidate.version.number(),
            file.device(),
            applier,
            place.thread().clock().instant(),
            0,
            job.order,
            Optional.empty(),
            "");
    try {
      versions.begin(trial, snapshot);
    } catch (IOException e) {
      versions.endTrial();
      refuse(candidate, ConfigurationStep.APPLY, "the journal cannot be written");
      return;
    }
    tried = job;
    apply(trial, file, StateBoard.Event.VALIDATED);
  }

  /** Applies a version of which the journal knows. */
  void apply(Trial trial, ConfigurationFile file, StateBoard.Event event) {
    round++;
    board.take(event, "version " + trial.version());
    appliers.apply(
        trial.applier(),
        file,
        now(
            failure ->
                failure.ifPresentOrElse(
                    why -> restoring.failed(trial, ConfigurationStep.APPLY, why.words()),
                    () -> confirm(trial, StateBoard.Event.APPLIED))));
  }

  /** Waits until the platform is reached with it. */
  void confirm(Trial trial, StateBoard.Event event) {
    Duration window = place.settings().get().window();
    Trial going = trial.confirmUntil(place.thread().clock().instant().plus(window));
    if (!isWritten(going, ConfigurationStep.APPLY)) {
      return;
    }
    int present = ++round;
    board.confirming(going.deadline(), event);
    new Dialogue.Reaching(
            place,
            () -> present == round,
            now(
                missed ->
                    missed.ifPresentOrElse(
                        why ->
                            restoring.failed(
                                going,
                                ConfigurationStep.CONFIRM,
                                "the platform was not reached again within "
                                    + window.toSeconds()
                                    + " s: "
                                    + why),
                        () -> commit(going))))
        .begin(place.settings().get().settle(), window);
  }

  /** Makes it lasting. */
  void commit(Trial trial) {
    stop();
    ConfigurationFile file = versions.file(trial).orElse(null);
    if (file == null) {
      restoring.failed(trial, ConfigurationStep.CONFIRM, "the file is gone");
      return;
    }
    if (!isWritten(trial.in(Trial.Phase.COMMITTING), ConfigurationStep.CONFIRM)) {
      return;
    }
    appliers.commit(
        trial.applier(),
        file,
        now(
            failure ->
                failure.ifPresentOrElse(
                    why ->
                        restoring.failed(
                            trial,
                            ConfigurationStep.CONFIRM,
                            "cannot be made lasting: " + why.words()),
                    () -> committed(trial))));
  }

  private void committed(Trial trial) {
    try {
      versions.outcome(trial.version(), ConfigurationOutcome.APPLIED, "");
    } catch (IOException e) {
      notWritten(trial, ConfigurationStep.CONFIRM);
      return;
    }
    end(
        trial,
        new ConfigurationResult(
            ConfigurationOutcome.APPLIED, Optional.of(trial.version()), Optional.empty(), ""));
  }

  /** Whether the next phase is in the journal; where it is not, the former configuration comes. */
  private boolean isWritten(Trial next, ConfigurationStep step) {
    try {
      versions.write(next);
      return true;
    } catch (IOException e) {
      notWritten(next, step);
      return false;
    }
  }

  private void notWritten(Trial trial, ConfigurationStep step) {
    restoring.failed(trial, step, "the journal cannot be written");
  }

  /** What goes on comes to nothing. */
  void stop() {
    round++;
  }

  /** The trial is over, with nothing left of it but its result. */
  void end(Trial trial, ConfigurationResult result) {
    tell(trial, result);
    round++;
    versions.endTrial();
    restoring.ended();
  }

  /** Tells how a trial went. */
  void tell(Trial trial, ConfigurationResult result) {
    Optional<Job> job = Optional.ofNullable(tried);
    tried = null;
    ended.tell(job, trial.order(), result);
  }

  /** What comes too late, when another step has begun, is not heard. */
  <T> Consumer<T> now(Consumer<T> told) {
    int present = round;
    return value -> {
      if (present == round) {
        try {
          told.accept(value);
        } catch (RuntimeException e) {
          restoring.fault(e);
        }
      }
    };
  }
}
