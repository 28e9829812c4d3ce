/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.cota.FileCheck.Refusal;
import org.kuralink.cota.offer.Offer;
import org.kuralink.cota.store.Trial;
import org.kuralink.cota.store.VersionStore;

/**
 * From a version that is kept to a result: what could not be put back goes first, then the version
 * is validated and tried. For the thread of the remote configuration.
 */
final class Tryout {

  private final Clock clock;
  private final OfferIntake intake;
  private final VersionStore versions;
  private final FileCheck check;
  private final Trying trying;
  private final BiConsumer<Job, ConfigurationResult> ended;
  private @Nullable Job tried;

  /**
   * Tries nothing yet.
   *
   * @param ended hears how the try of a job ended, once for each
   */
  Tryout(
      Clock clock,
      OfferIntake intake,
      VersionStore versions,
      FileCheck check,
      Trying trying,
      BiConsumer<Job, ConfigurationResult> ended) {
    this.clock = clock;
    this.intake = intake;
    this.versions = versions;
    this.check = check;
    this.trying = trying;
    this.ended = ended;
  }

  /** Whether a version is applied, or put back. */
  boolean isProving() {
    return tried != null;
  }

  void run(Job job, ConfigurationVersion version, Optional<Offer> offer) {
    trying.clear(
        clear -> {
          if (clear) {
            validate(job, version, offer);
          } else {
            refuse(
                job,
                version,
                new Refusal(
                    ConfigurationStep.APPLY,
                    "a former configuration could not be put back and must be first"));
          }
        });
  }

  private void validate(Job job, ConfigurationVersion version, Optional<Offer> offer) {
    check.run(
        job,
        version,
        (ready, refusal) -> {
          refusal.ifPresent(why -> refuse(job, version, why));
          ready
              .filter(checked -> !job.done.isDone())
              .ifPresent(checked -> begin(job, version, offer, checked));
        });
  }

  private void begin(
      Job job, ConfigurationVersion version, Optional<Offer> offer, FileCheck.Ready ready) {
    offer.ifPresent(intake::handled);
    Trial trial =
        new Trial(
            Trial.Phase.APPLYING,
            version.number(),
            ready.file().device(),
            ready.applier(),
            clock.instant(),
            0,
            job.order,
            Optional.empty(),
            "");
    tried = job;
    trying
        .begin(trial, ready.snapshot(), ready.file())
        .ifPresent(
            why -> {
              tried = null;
              refuse(job, version, new Refusal(ConfigurationStep.APPLY, why));
            });
  }

  private void refuse(Job job, ConfigurationVersion version, Refusal refusal) {
    String told = StateBoard.words(refusal.step()) + ": " + refusal.why();
    versions.remember(version.number(), ConfigurationOutcome.REFUSED, told);
    ended.accept(
        job,
        new ConfigurationResult(
            ConfigurationOutcome.REFUSED,
            Optional.of(version.number()),
            Optional.of(refusal.step()),
            refusal.why()));
  }

  /** A trial has ended; says whether it was that of a job. */
  boolean proved(ConfigurationResult result) {
    Job job = tried;
    tried = null;
    if (job != null) {
      ended.accept(job, result);
    }
    return job != null;
  }
}
