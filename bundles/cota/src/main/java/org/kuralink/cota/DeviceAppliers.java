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
import org.kuralink.cota.CotaContext.StartUp;
import org.kuralink.cota.ForeignCalls.Outcome;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.ComponentsApplier;
import org.kuralink.cota.apply.FileApplier;
import org.kuralink.cota.kura.KuraApplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the applier for the files of a device, and calls it and the listeners of files, each call
 * with a deadline. If the applier or a component is missing while the gateway starts, it waits for
 * it. For the thread of the remote configuration.
 */
final class DeviceAppliers {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceAppliers.class);

  private final CotaContext context;
  private final CotaServices services;
  private final Components components;
  private final FileApplier listeners;
  private final ForeignCalls calls;

  /** Creates the selection; appliers are called through {@code calls}. */
  DeviceAppliers(
      CotaContext context,
      CotaServices services,
      Components components,
      FileApplier listeners,
      ForeignCalls calls) {
    this.context = context;
    this.services = services;
    this.components = components;
    this.listeners = listeners;
    this.calls = calls;
  }

  boolean isThere(String applier) {
    return find(applier).isPresent();
  }

  private Optional<ConfigurationApplier> find(String applier) {
    if (context.subDevice().isPresent()) {
      return services
          .applier(context.subDevice().get())
          .or(
              () ->
                  services.listeners(context.subDevice()).isEmpty()
                      ? Optional.empty()
                      : Optional.of(listeners));
    }
    return switch (applier) {
      case CotaSettings.COMPONENTS ->
          Optional.of(new ComponentsApplier(components, () -> services.settings().allowed()));
      case CotaSettings.KURA ->
          services
              .kura()
              .map(
                  service ->
                      new KuraApplier(
                          service,
                          () -> services.settings().allowed(),
                          context.startUp()::isGoing));
      case CotaSettings.FILE -> Optional.of(listeners);
      default -> services.applier(applier);
    };
  }

  /**
   * Has the applier validate the file of a job. While the gateway starts it waits for the
   * components that the file names and that are not there yet.
   *
   * @param ready receives the applier's name and its snapshot of the former configuration, unless
   *     the job is over
   * @param refused receives the failed step, which tells a fault of the file from one of this
   *     gateway, and the reason
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
          context.subDevice().isPresent()
              ? "no applier is registered for this product"
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
    if (!context.startUp().isGoing()) {
      job.waitsForComponents = false;
      otherwise.run();
      return;
    }
    if (!job.waitsForComponents) {
      job.waitsForComponents = true;
      LOG.info("{}: waits while this gateway starts: {}", context.name(), why);
    }
    context
        .thread()
        .later(
            StartUp.LOOK_AGAIN,
            () -> {
              if (job.waitsForComponents) {
                again.run();
              }
            });
  }

  /**
   * Returns the name of the applier. On Kura components are changed through Kura, which would lose
   * other changes at the next start.
   */
  private String chosen() {
    String configured = context.settings().get().applier();
    boolean asksKura = configured.equals(CotaSettings.COMPONENTS) && isThere(CotaSettings.KURA);
    return asksKura ? CotaSettings.KURA : configured;
  }

  /** Applies a file; reports the failure, or empty. */
  void apply(String applier, ConfigurationFile file, Consumer<Optional<Outcome<?>>> told) {
    if (find(applier).orElse(null) instanceof FileApplier files) {
      oneAfterAnother(
          files.applying(file).iterator(), true, new ArrayList<>(), all -> told.accept(oneOf(all)));
    } else {
      call(applier, used -> done(() -> used.apply(file)), outcome -> told.accept(failure(outcome)));
    }
  }

  /** Commits a file; reports the failure, or empty. */
  void commit(String applier, ConfigurationFile file, Consumer<Optional<Outcome<?>>> told) {
    call(applier, used -> done(() -> used.commit(file)), outcome -> told.accept(failure(outcome)));
  }

  /** Checks whether the file is in force; a failure counts as no. */
  void isInForce(String applier, ConfigurationFile file, Consumer<Outcome<Boolean>> told) {
    call(applier, used -> used.isInForce(file), told);
  }

  /** Restores a snapshot; reports the failure, or empty. */
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
          used -> done(() -> used.restore(context.subDevice(), snapshot)),
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
              Optional.of("the applier " + applier + " is not available"),
              false,
              true));
      return;
    }
    calls.call(whom(applier, used), () -> use.of(used), told);
  }

  private static String whom(String applier, ConfigurationApplier used) {
    return "the applier " + applier + " (" + used.getClass().getName() + ")";
  }

  /**
   * Calls one listener after another, and reports their failures; on request it stops at the first
   * one.
   */
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

  /** A call of an applier. */
  @FunctionalInterface
  private interface Use<T> {
    T of(ConfigurationApplier applier) throws Exception;
  }

  /** A call without a result, which may throw any exception. */
  @FunctionalInterface
  private interface Change {
    void make() throws Exception;
  }
}
