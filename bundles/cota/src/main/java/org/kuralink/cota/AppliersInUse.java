/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.ConfigurationPlace.StartUp;
import org.kuralink.cota.ForeignCalls.Outcome;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.ComponentsApplier;
import org.kuralink.cota.apply.FileApplier;
import org.kuralink.cota.kura.KuraApplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who applies the files of a device: which of the appliers it is, whether that one takes a file,
 * now or when this gateway has started, and each call of it with a deadline, each listener of a
 * file by itself. For the thread of the remote configuration.
 */
final class AppliersInUse {

  private static final Logger LOG = LoggerFactory.getLogger(AppliersInUse.class);

  private final ConfigurationPlace place;
  private final CotaServices around;
  private final Components components;
  private final FileApplier listeners;
  private final ForeignCalls calls;

  /** Nobody was asked yet; they are called on a lane. */
  AppliersInUse(
      ConfigurationPlace place,
      CotaServices around,
      Components components,
      FileApplier listeners,
      ForeignCalls calls) {
    this.place = place;
    this.around = around;
    this.components = components;
    this.listeners = listeners;
    this.calls = calls;
  }

  boolean isThere(String applier) {
    return find(applier).isPresent();
  }

  private Optional<ConfigurationApplier> find(String applier) {
    if (place.subDevice().isPresent()) {
      return around
          .applier(place.subDevice().get())
          .or(
              () ->
                  around.listeners(place.subDevice()).isEmpty()
                      ? Optional.empty()
                      : Optional.of(listeners));
    }
    return switch (applier) {
      case CotaSettings.COMPONENTS ->
          Optional.of(new ComponentsApplier(components, () -> around.settings().allowed()));
      case CotaSettings.KURA ->
          around
              .kura()
              .map(
                  service ->
                      new KuraApplier(
                          service, () -> around.settings().allowed(), place.startUp()::isGoing));
      case CotaSettings.FILE -> Optional.of(listeners);
      default -> around.applier(applier);
    };
  }

  /**
   * Lets the applier look at a file that a job wants applied, and waits while the gateway starts
   * for what the file names and is not there yet.
   *
   * @param ready hears who applies it, and what would have to be put back, unless the job is over
   * @param refused hears whether the file is to blame, or this gateway, and why
   */
  void prepare(
      Job job,
      ConfigurationFile file,
      BiConsumer<String, byte[]> ready,
      BiConsumer<ConfigurationStep, String> refused) {
    String applier = chosen();
    Runnable again = () -> prepare(job, file, ready, refused);
    if (!isThere(applier)) {
      String why =
          place.subDevice().isPresent()
              ? "nobody here applies configurations of this product"
              : "the applier " + applier + " is not installed";
      mayCome(job, why, again, () -> refused.accept(ConfigurationStep.APPLY, why));
      return;
    }
    call(
        applier,
        used -> used.prepare(file),
        outcome -> {
          String why = outcome.failure().orElse("");
          if (outcome.value().isPresent()) {
            job.waitsForComponents = false;
            if (!job.done.isDone()) {
              ready.accept(applier, outcome.value().get());
            }
          } else if (outcome.notYet()) {
            mayCome(job, why, again, () -> refused.accept(ConfigurationStep.VALIDATE, why));
          } else {
            refused.accept(
                outcome.refused() ? ConfigurationStep.VALIDATE : ConfigurationStep.APPLY, why);
          }
        });
  }

  private void mayCome(Job job, String why, Runnable again, Runnable otherwise) {
    if (!place.startUp().isGoing()) {
      job.waitsForComponents = false;
      otherwise.run();
      return;
    }
    if (!job.waitsForComponents) {
      job.waitsForComponents = true;
      LOG.info("{}: waits while this gateway starts: {}", place.name(), why);
    }
    place
        .thread()
        .later(
            StartUp.LOOK_AGAIN,
            () -> {
              if (job.waitsForComponents) {
                again.run();
              }
            });
  }

  /** On Kura components are Kura's to change: what others change is lost with the next start. */
  private String chosen() {
    String configured = place.settings().get().applier();
    boolean asksKura = configured.equals(CotaSettings.COMPONENTS) && isThere(CotaSettings.KURA);
    return asksKura ? CotaSettings.KURA : configured;
  }

  /** Why it failed; empty if it succeeded. */
  void apply(String applier, ConfigurationFile file, Consumer<Optional<Outcome<?>>> told) {
    if (find(applier).orElse(null) instanceof FileApplier files) {
      oneAfterAnother(
          files.applying(file).iterator(), true, new ArrayList<>(), all -> told.accept(oneOf(all)));
    } else {
      call(applier, used -> done(() -> used.apply(file)), outcome -> told.accept(failure(outcome)));
    }
  }

  /** Why it failed; empty if it succeeded. */
  void commit(String applier, ConfigurationFile file, Consumer<Optional<Outcome<?>>> told) {
    call(applier, used -> done(() -> used.commit(file)), outcome -> told.accept(failure(outcome)));
  }

  /** Whether the file is in force; what cannot be told is a no. */
  void isInForce(String applier, ConfigurationFile file, Consumer<Outcome<Boolean>> told) {
    call(applier, used -> used.isInForce(file), told);
  }

  /** Why it failed; empty if it succeeded. */
  void restore(String applier, byte[] snapshot, Consumer<Optional<Outcome<?>>> told) {
    if (find(applier).orElse(null) instanceof FileApplier files) {
      calls.call(
          whom(applier, files),
          () -> files.restoring(snapshot),
          outcome ->
              outcome
                  .value()
                  .ifPresentOrElse(
                      handings ->
                          oneAfterAnother(
                              handings.iterator(),
                              false,
                              new ArrayList<>(),
                              all -> told.accept(oneOf(all))),
                      () -> told.accept(failure(outcome))));
    } else {
      call(
          applier,
          used -> done(() -> used.restore(place.subDevice(), snapshot)),
          outcome -> told.accept(failure(outcome)));
    }
  }

  private static Optional<Outcome<?>> oneOf(List<Outcome<?>> failures) {
    if (failures.size() <= 1) {
      return failures.stream().findFirst();
    }
    String all =
        failures.stream()
            .flatMap(failure -> failure.failure().stream())
            .collect(Collectors.joining("; "));
    return Optional.of(
        new Outcome<>(
            Optional.empty(),
            Optional.of(all),
            failures.stream().allMatch(Outcome::refused),
            failures.stream().allMatch(Outcome::notYet)));
  }

  private static Optional<Outcome<?>> failure(Outcome<?> outcome) {
    return outcome.failure().isEmpty() ? Optional.empty() : Optional.of(outcome);
  }

  private <T> void call(String applier, Use<T> use, Consumer<Outcome<T>> told) {
    ConfigurationApplier used = find(applier).orElse(null);
    if (used == null) {
      told.accept(
          new Outcome<>(
              Optional.empty(),
              Optional.of("the applier " + applier + " is not there"),
              false,
              true));
      return;
    }
    calls.call(whom(applier, used), () -> use.of(used), told);
  }

  private static String whom(String applier, ConfigurationApplier used) {
    return "the applier " + applier + " (" + used.getClass().getName() + ")";
  }

  /** Each listener by itself; tells the failures, of which the first may end it. */
  private void oneAfterAnother(
      Iterator<FileApplier.Handing> left,
      boolean untilOneFails,
      List<Outcome<?>> failures,
      Consumer<List<Outcome<?>>> told) {
    if (!left.hasNext() || (untilOneFails && !failures.isEmpty())) {
      told.accept(failures);
      return;
    }
    FileApplier.Handing handing = left.next();
    calls.call(
        "the listener " + handing.listener().getClass().getName(),
        () -> done(handing::make),
        outcome -> {
          if (outcome.failure().isPresent()) {
            failures.add(outcome);
          }
          oneAfterAnother(left, untilOneFails, failures, told);
        });
  }

  private static Boolean done(Change change) throws Exception {
    change.make();
    return Boolean.TRUE;
  }

  static Duration limit() {
    return Duration.ofSeconds(ConfigurationApplier.LIMIT_SECONDS);
  }

  /** What is asked of an applier. */
  @FunctionalInterface
  private interface Use<T> {
    T of(ConfigurationApplier applier) throws Exception;
  }

  /** What an applier does; it may throw what it likes. */
  @FunctionalInterface
  private interface Change {
    void make() throws Exception;
  }
}
