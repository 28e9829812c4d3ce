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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.PushOrder;
import org.kuralink.cota.store.TrialRecord;
import org.kuralink.cota.store.VersionStore;

/**
 * Tries a stored version: has the applier validate it, applies it, waits until the platform is
 * reached with it, and commits it; after a failure {@link ConfigurationRollback} restores the
 * former configuration. Each phase is in the journal before it begins, so that the next process can
 * resume it. For the thread of the remote configuration.
 */
final class ConfigurationTrial {

  /** The deadline of the reply that confirms that the platform is reached. */
  private static final Duration REPLY_LIMIT = Duration.ofSeconds(10);

  /** The pause before the next request. */
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

  private final CotaContext context;
  private final VersionStore versions;
  private final DeviceAppliers appliers;
  private final CotaStateMachine machine;
  private final Ended ended;
  private final ConfigurationRollback rollback;

  /** The job of the present trial; null for a trial of a former process. */
  private @Nullable Job tried;

  /** Counts the steps, so that a late result of an earlier step is recognised. */
  private int round;

  /** Creates the trial; {@code ended} receives the end of each trial, once. */
  ConfigurationTrial(
      CotaContext context,
      VersionStore versions,
      DeviceAppliers appliers,
      CotaStateMachine machine,
      Ended ended) {
    this.context = context;
    this.versions = versions;
    this.appliers = appliers;
    this.machine = machine;
    this.ended = ended;
    this.rollback = new ConfigurationRollback(this, context, versions, appliers, machine);
  }

  /** The receiver of the results of trials. */
  @FunctionalInterface
  interface Ended {

    /**
     * Handles the end of a trial.
     *
     * @param job the job of the version; empty for a trial of a former process
     * @param order the push that the version came from, if any
     */
    void tell(Optional<Job> job, Optional<PushOrder> order, ConfigurationResult result);
  }

  /** A version to try and its job. */
  private record Candidate(Job job, ConfigurationVersion version, Optional<Offer> offer) {}

  /** Returns whether a version is being tried or rolled back. */
  boolean isGoing() {
    return versions.trial().isPresent() && !rollback.isBrokenOff();
  }

  /** Returns whether the trial belongs to a job of this process. */
  boolean isProving() {
    return tried != null;
  }

  /** Resumes the trial of a former process; returns whether there is one. */
  boolean resume() {
    return rollback.resume();
  }

  /** Tries a version; a former configuration that could not be restored goes first. */
  void run(Job job, ConfigurationVersion version, Optional<Offer> offer) {
    Candidate candidate = new Candidate(job, version, offer);
    if (versions.trial().isEmpty()) {
      check(candidate);
      return;
    }
    rollback.clear(
        clear -> {
          if (clear) {
            check(candidate);
          } else {
            refuse(
                candidate,
                ConfigurationStep.APPLY,
                "an earlier configuration could not be restored, which must come first");
          }
        });
  }

  private void check(Candidate candidate) {
    ConfigurationVersion version = candidate.version;
    machine.take(CotaStateMachine.Event.KEPT, "kept as version " + version.number());
    DeviceIdentity device =
        machine.device().or(() -> candidate.job.order.map(PushOrder::device)).orElse(null);
    byte[] content = versions.content(version.number()).orElse(null);
    if (content == null || device == null) {
      refuse(
          candidate,
          ConfigurationStep.APPLY,
          content == null ? "the file is missing" : "the identity of the device is not known yet");
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

  /**
   * Ends the trial before any change: the step tells a fault of the file from one of this gateway.
   */
  private void refuse(Candidate candidate, ConfigurationStep step, String why) {
    long number = candidate.version.number();
    versions.remember(
        number, ConfigurationOutcome.REFUSED, CotaStateMachine.words(step) + ": " + why);
    ended.tell(
        Optional.of(candidate.job),
        candidate.job.order,
        new ConfigurationResult(
            ConfigurationOutcome.REFUSED, Optional.of(number), Optional.of(step), why));
  }

  private void begin(Candidate candidate, String applier, ConfigurationFile file, byte[] snapshot) {
    Job job = candidate.job;
    candidate.offer.ifPresent(versions::handled);
    TrialRecord trial =
        new TrialRecord(
            TrialRecord.Phase.APPLYING,
            candidate.version.number(),
            file.device(),
            applier,
            context.thread().clock().instant(),
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
    apply(trial, file, CotaStateMachine.Event.VALIDATED);
  }

  /** Applies a version whose trial is in the journal. */
  void apply(TrialRecord trial, ConfigurationFile file, CotaStateMachine.Event event) {
    round++;
    machine.take(event, "version " + trial.version());
    appliers.apply(
        trial.applier(),
        file,
        now(
            failure ->
                failure.ifPresentOrElse(
                    why -> rollback.failed(trial, ConfigurationStep.APPLY, why.words()),
                    () -> confirm(trial, CotaStateMachine.Event.APPLIED))));
  }

  /** Waits until the platform is reached. */
  void confirm(TrialRecord trial, CotaStateMachine.Event event) {
    Duration window = context.settings().get().window();
    TrialRecord going = trial.confirmUntil(context.thread().clock().instant().plus(window));
    if (!isWritten(going, ConfigurationStep.APPLY)) {
      return;
    }
    int present = ++round;
    machine.confirming(going.deadline(), event);
    new Confirmation(
            context,
            () -> present == round,
            now(
                missed ->
                    missed.ifPresentOrElse(
                        why ->
                            rollback.failed(
                                going,
                                ConfigurationStep.CONFIRM,
                                "the platform was not reached again within "
                                    + window.toSeconds()
                                    + " s: "
                                    + why),
                        () -> commit(going))))
        .begin(context.settings().get().settle(), window);
  }

  /** Commits the version. */
  void commit(TrialRecord trial) {
    stop();
    ConfigurationFile file = versions.file(trial).orElse(null);
    if (file == null) {
      rollback.failed(trial, ConfigurationStep.CONFIRM, "the file is missing");
      return;
    }
    if (!isWritten(trial.in(TrialRecord.Phase.COMMITTING), ConfigurationStep.CONFIRM)) {
      return;
    }
    appliers.commit(
        trial.applier(),
        file,
        now(
            failure ->
                failure.ifPresentOrElse(
                    why ->
                        rollback.failed(
                            trial,
                            ConfigurationStep.CONFIRM,
                            "cannot be committed: " + why.words()),
                    () -> committed(trial))));
  }

  private void committed(TrialRecord trial) {
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

  /** Writes the next phase to the journal; if that fails, restores the former configuration. */
  private boolean isWritten(TrialRecord next, ConfigurationStep step) {
    try {
      versions.write(next);
      return true;
    } catch (IOException e) {
      notWritten(next, step);
      return false;
    }
  }

  private void notWritten(TrialRecord trial, ConfigurationStep step) {
    rollback.failed(trial, step, "the journal cannot be written");
  }

  /** Ignores the results of the step in progress. */
  void stop() {
    round++;
  }

  /** Ends the trial and reports its result. */
  void end(TrialRecord trial, ConfigurationResult result) {
    tell(trial, result);
    round++;
    versions.endTrial();
    rollback.ended();
  }

  /** Reports the result of a trial. */
  void tell(TrialRecord trial, ConfigurationResult result) {
    Optional<Job> job = Optional.ofNullable(tried);
    tried = null;
    ended.tell(job, trial.order(), result);
  }

  /** Returns a receiver that ignores the result after another step has begun. */
  <T> Consumer<T> now(Consumer<T> told) {
    int present = round;
    return value -> {
      if (present == round) {
        try {
          told.accept(value);
        } catch (RuntimeException e) {
          rollback.fault(e);
        }
      }
    };
  }

  /**
   * Checks whether the platform is reached: it is when it replies to a request with any code. Sends
   * requests until there is a reply or the window is over, unless another step begins. A request
   * that is in progress at the end of the window may still succeed.
   */
  private static final class Confirmation {

    private final CotaContext context;
    private final BooleanSupplier stillMeant;
    private final Consumer<Optional<String>> told;
    private boolean asking;
    private boolean over;
    private int requests;

    /**
     * Creates the confirmation; no request is sent yet.
     *
     * @param stillMeant whether no other step has begun since
     * @param told receives the reason of a failure; empty if the platform was reached
     */
    Confirmation(CotaContext context, BooleanSupplier stillMeant, Consumer<Optional<String>> told) {
      this.context = context;
      this.stillMeant = stillMeant;
      this.told = told;
    }

    void begin(Duration settle, Duration window) {
      context.thread().later(settle, this::ask);
      context
          .thread()
          .later(
              window,
              () -> {
                over = true;
                ask();
              });
    }

    private void ask() {
      if (!stillMeant.getAsBoolean() || asking) {
        return;
      }
      DeviceLink link = context.links().get().orElse(null);
      if (link == null || !link.isOnline()) {
        missed(link == null ? "there is no session" : "the session is offline");
        return;
      }
      asking = true;
      int request = ++requests;
      Consumer<Boolean> once =
          answered -> {
            if (stillMeant.getAsBoolean() && asking && request == requests) {
              asking = false;
              ended(link, answered);
            }
          };
      // A connection that is replaced in the meantime may never report that there is no reply.
      context.thread().later(REPLY_LIMIT.plus(RETRY_PAUSE), () -> once.accept(false));
      ConfigurationRequests.send(link, RequestOptions.TRANSIENT.within(REPLY_LIMIT))
          .whenComplete(
              (reply, failure) -> context.thread().run(() -> once.accept(failure == null)));
    }

    private void ended(DeviceLink link, boolean answered) {
      if (answered && context.links().get().filter(now -> now == link).isPresent()) {
        told.accept(Optional.empty());
      } else {
        missed(
            answered
                ? "the session was replaced while it was asked"
                : "the session is online, but " + ConfigurationRequests.GET + " was not answered");
      }
    }

    private void missed(String why) {
      if (over) {
        told.accept(Optional.of(why));
      } else {
        context.thread().later(RETRY_PAUSE, this::ask);
      }
    }
  }
}
