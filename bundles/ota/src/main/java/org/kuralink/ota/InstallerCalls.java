/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.ota.Firmware;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.calls.CallLane;
import org.kuralink.ota.install.Installers.Delegating;
import org.kuralink.ota.install.Installers.RegisteredInstaller;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.machine.UpdateStateMachine;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the selected installer on the lane, each call with a deadline. An exception, a null result
 * or a missed deadline becomes a failure whose message names the installer.
 */
final class InstallerCalls {

  private static final Logger LOG = LoggerFactory.getLogger(InstallerCalls.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final UpdateContext context;
  private final UpdateStateMachine machine;
  private final CallLane lane;
  private final Duration patience;
  private final Failures failures;

  /**
   * @param patience how long to wait for an absent installer, and the default deadline of a call
   * @param failures receives failures, on the thread of the updates
   */
  InstallerCalls(
      UpdateContext context,
      UpdateStateMachine machine,
      CallLane lane,
      Duration patience,
      Failures failures) {
    this.context = context;
    this.machine = machine;
    this.lane = lane;
    this.patience = patience;
    this.failures = failures;
  }

  /**
   * Starts a call as soon as the installer is registered, which after a restart may take a while.
   */
  <T> void begin(UpdateFault fault, String method, Job<T> job, Consumer<? super T> then) {
    begin(new PendingCall<>(fault, method, job, then, Optional.empty()), context.thread().nanos());
  }

  /** Starts a call without a result, like {@link #begin}. */
  void run(UpdateFault fault, String method, Action action, Runnable then) {
    Job<Object> job =
        (installer, firmware) -> {
          action.with(installer, firmware);
          return method;
        };
    begin(fault, method, job, done -> then.run());
  }

  /**
   * Starts a call, like {@link #begin}, that must end within the limit, whatever deadline the
   * installer asks for.
   */
  <T> void beginWithin(
      Duration limit, UpdateFault fault, String method, Job<T> job, Consumer<? super T> then) {
    begin(
        new PendingCall<>(fault, method, job, then, Optional.of(limit)), context.thread().nanos());
  }

  private <T> void begin(PendingCall<T> pending, long since) {
    Optional<RegisteredInstaller> chosen = chosen();
    if (chosen.isPresent()) {
      call(pending, chosen.get());
    } else if (context.thread().nanos() - since > patience.toNanos()) {
      failures.failed(
          pending.fault,
          "the installer " + machine.situation().installer() + " is no longer registered",
          false);
    } else {
      later(LOOK, () -> begin(pending, since));
    }
  }

  private <T> void call(PendingCall<T> pending, RegisteredInstaller chosen) {
    Firmware firmware = firmware();
    Duration own = chosen.timeLimit().orElse(patience);
    Duration limit = pending.limit.filter(most -> most.compareTo(own) < 0).orElse(own);
    lane.call(
        limit,
        stillMeant(),
        () -> pending.job.with(chosen.installer(), firmware),
        new Ending<>(pending, chosen, limit));
  }

  /**
   * Returns a check whether the state is still the present one; used on the thread of the updates.
   */
  BooleanSupplier stillMeant() {
    long epoch = machine.epoch();
    return () -> machine.epoch() == epoch;
  }

  /** Returns the installer selected for the present update, while it is registered. */
  Optional<RegisteredInstaller> chosen() {
    return context.installers().named(context.device(), machine.situation().installer());
  }

  /** Returns the present update as it is passed to installers. */
  Firmware firmware() {
    Situation situation = machine.situation();
    return new Firmware(
        situation.order().orElseThrow().firmware(),
        situation.former(),
        context.firmwareFile(),
        WholeFile.directoryOf(context.firmwareFile()),
        context.device().subDevice());
  }

  /** Runs a task later, unless the state changes before. */
  void later(Duration delay, Runnable task) {
    long epoch = machine.epoch();
    context
        .thread()
        .later(
            delay,
            () -> {
              if (machine.epoch() == epoch) {
                task.run();
              }
            });
  }

  /** A call of an installer with a result. */
  @FunctionalInterface
  interface Job<T> {
    T with(FirmwareInstaller installer, Firmware firmware)
        throws InstallException, InterruptedException;
  }

  /** A call of an installer without a result. */
  @FunctionalInterface
  interface Action {
    void with(FirmwareInstaller installer, Firmware firmware)
        throws InstallException, InterruptedException;
  }

  /** The receiver of failures. */
  @FunctionalInterface
  interface Failures {

    /**
     * Handles a failed call.
     *
     * @param lasting whether a further attempt is pointless
     */
    void failed(UpdateFault fault, String description, boolean lasting);
  }

  private record PendingCall<T>(
      UpdateFault fault,
      String method,
      Job<T> job,
      Consumer<? super T> then,
      Optional<Duration> limit) {}

  private final class Ending<T> implements CallLane.Ending<T> {

    private final PendingCall<T> pending;
    private final RegisteredInstaller chosen;
    private final Duration limit;

    Ending(PendingCall<T> pending, RegisteredInstaller chosen, Duration limit) {
      this.pending = pending;
      this.chosen = chosen;
      this.limit = limit;
    }

    @Override
    public void returned(@Nullable T value) {
      if (value == null) {
        failures.failed(pending.fault, whom() + " returned null from " + pending.method, false);
      } else {
        pending.then.accept(value);
      }
    }

    @Override
    public void threw(Throwable failure) {
      if (failure instanceof InstallException expected) {
        failures.failed(
            expected.fault().orElse(pending.fault), String.valueOf(expected.getMessage()), false);
        return;
      }
      String words = whom() + " failed in " + pending.method + ": " + failure;
      LOG.error("{}: {}", context.name(), words, failure);
      failures.failed(pending.fault, words, false);
    }

    @Override
    public Runnable overdue() {
      String words =
          whom() + " did not return from " + pending.method + " within " + limit.toSeconds() + " s";
      return () -> {
        LOG.error("{}: {}; the call is interrupted and abandoned", context.name(), words);
        failures.failed(pending.fault, words, true);
      };
    }

    @Override
    public String whom() {
      Optional<String> other =
          chosen.installer() instanceof Delegating delegating
              ? delegating.waitsFor()
              : Optional.empty();
      return other.orElse("the installer " + chosen.name());
    }
  }
}
