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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.cota.ForeignCalls.Outcome;
import org.kuralink.cota.ForeignCalls.Step;
import org.kuralink.cota.apply.FileApplier;

/**
 * The appliers as they are called: by name, each call with its deadline, each listener of a file by
 * itself. For the thread of the remote configuration.
 */
final class AppliersInUse {

  private final Optional<DeviceIdentity> subDevice;
  private final Function<String, Optional<ConfigurationApplier>> appliers;
  private final ForeignCalls calls;

  /**
   * Appliers.
   *
   * @param subDevice whose configuration they apply; empty for the gateway itself
   */
  AppliersInUse(
      Optional<DeviceIdentity> subDevice,
      Function<String, Optional<ConfigurationApplier>> appliers,
      ForeignCalls calls) {
    this.subDevice = subDevice;
    this.appliers = appliers;
    this.calls = calls;
  }

  boolean isThere(String applier) {
    return appliers.apply(applier).isPresent();
  }

  /** What would have to be put back. */
  void prepare(String applier, ConfigurationFile file, Consumer<Outcome<byte[]>> told) {
    call(applier, used -> used.prepare(file), told);
  }

  /** Why it failed; empty if it succeeded. */
  void apply(String applier, ConfigurationFile file, Consumer<Optional<Outcome<?>>> told) {
    if (appliers.apply(applier).orElse(null) instanceof FileApplier files) {
      calls.untilOneFails(steps(files.applying(file)), told);
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
    if (appliers.apply(applier).orElse(null) instanceof FileApplier files) {
      calls.call(
          whom(applier, files),
          () -> files.restoring(snapshot),
          outcome ->
              outcome
                  .value()
                  .ifPresentOrElse(
                      handings -> calls.all(steps(handings), all -> told.accept(oneOf(all))),
                      () -> told.accept(failure(outcome))));
    } else {
      call(
          applier,
          used -> done(() -> used.restore(subDevice, snapshot)),
          outcome -> told.accept(failure(outcome)));
    }
  }

  private static Optional<Outcome<?>> oneOf(List<Outcome<?>> failures) {
    if (failures.isEmpty()) {
      return Optional.empty();
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
    ConfigurationApplier used = appliers.apply(applier).orElse(null);
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

  private static List<Step> steps(List<FileApplier.Handing> handings) {
    List<Step> steps = new ArrayList<>();
    for (FileApplier.Handing handing : handings) {
      String whom = "the listener " + handing.listener().getClass().getName();
      steps.add(new Step(whom, () -> done(handing::make)));
    }
    return steps;
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
