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
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.machine.Steps;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the chosen installer do things, on the lane. Whatever it throws, returns in place of what it
 * should, or that it does not return at all, is a failure that names it.
 */
final class InstallerJobs {

  private static final Logger LOG = LoggerFactory.getLogger(InstallerJobs.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final UpdateSite around;
  private final Steps steps;
  private final CallLane lane;
  private final Duration patience;
  private final Failures failures;

  /**
   * @param patience how long an installer may be away, and a call of it may take
   * @param failures hears of failures, on the thread of the updates
   */
  InstallerJobs(
      UpdateSite around, Steps steps, CallLane lane, Duration patience, Failures failures) {
    this.around = around;
    this.steps = steps;
    this.lane = lane;
    this.patience = patience;
    this.failures = failures;
  }

  /** Begins a job as soon as the installer is there: after a start it may come later. */
  <T> void begin(UpdateFault fault, String method, Job<T> job, Consumer<? super T> then) {
    begin(new Order<>(fault, method, job, then, Optional.empty()), around.thread().nanos());
  }

  /** The same for a job without a result. */
  void run(UpdateFault fault, String method, Action action, Runnable then) {
    Job<Object> job =
        (installer, firmware) -> {
          action.with(installer, firmware);
          return method;
        };
    begin(fault, method, job, done -> then.run());
  }

  /** The same for a job that has to be over at some time, whatever the installer says. */
  <T> void beginWithin(
      Duration limit, UpdateFault fault, String method, Job<T> job, Consumer<? super T> then) {
    begin(new Order<>(fault, method, job, then, Optional.of(limit)), around.thread().nanos());
  }

  private <T> void begin(Order<T> order, long since) {
    Optional<Offer> offer = chosen();
    if (offer.isPresent()) {
      call(order, offer.get());
    } else if (around.thread().nanos() - since > patience.toNanos()) {
      failures.failed(
          order.fault, "the installer " + steps.situation().installer() + " has gone", false);
    } else {
      later(LOOK, () -> begin(order, since));
    }
  }

  private <T> void call(Order<T> order, Offer offer) {
    Firmware firmware = firmware();
    Duration own = offer.timeLimit().orElse(patience);
    Duration limit = order.limit.filter(most -> most.compareTo(own) < 0).orElse(own);
    lane.call(
        limit,
        stillMeant(),
        () -> order.job.with(offer.installer(), firmware),
        new Ending<>(order, offer, limit));
  }

  /** Whether no step has been taken meanwhile; asked on the thread of the updates. */
  BooleanSupplier stillMeant() {
    long epoch = steps.epoch();
    return () -> steps.epoch() == epoch;
  }

  /** The installer that was chosen for the present update, while it is there. */
  Optional<Offer> chosen() {
    return around.installers().named(around.device(), steps.situation().installer());
  }

  /** The present update as installers see it. */
  Firmware firmware() {
    Situation situation = steps.situation();
    return new Firmware(
        situation.order().orElseThrow().firmware(),
        situation.former(),
        around.firmwareFile(),
        WholeFile.directoryOf(around.firmwareFile()),
        around.device().subDevice());
  }

  /** Does something later unless a step is taken before. */
  void later(Duration delay, Runnable task) {
    long epoch = steps.epoch();
    around
        .thread()
        .later(
            delay,
            () -> {
              if (steps.epoch() == epoch) {
                task.run();
              }
            });
  }

  /** Something that an installer does, with a result. */
  @FunctionalInterface
  interface Job<T> {
    T with(FirmwareInstaller installer, Firmware firmware)
        throws InstallException, InterruptedException;
  }

  /** Something that an installer does. */
  @FunctionalInterface
  interface Action {
    void with(FirmwareInstaller installer, Firmware firmware)
        throws InstallException, InterruptedException;
  }

  /** Hears of failures. */
  @FunctionalInterface
  interface Failures {

    /**
     * A job failed.
     *
     * @param lasting whether there is no sense in trying it again
     */
    void failed(UpdateFault fault, String description, boolean lasting);
  }

  private record Order<T>(
      UpdateFault fault,
      String method,
      Job<T> job,
      Consumer<? super T> then,
      Optional<Duration> limit) {}

  private final class Ending<T> implements CallLane.Ending<T> {

    private final Order<T> order;
    private final Offer offer;
    private final Duration limit;

    Ending(Order<T> order, Offer offer, Duration limit) {
      this.order = order;
      this.offer = offer;
      this.limit = limit;
    }

    @Override
    public void returned(@Nullable T value) {
      if (value == null) {
        failures.failed(order.fault, whom() + " returned nothing from " + order.method, false);
      } else {
        order.then.accept(value);
      }
    }

    @Override
    public void threw(Throwable failure) {
      if (failure instanceof InstallException expected) {
        failures.failed(
            expected.fault().orElse(order.fault), String.valueOf(expected.getMessage()), false);
        return;
      }
      String words = whom() + " failed in " + order.method + ": " + failure;
      LOG.error("{}: {}", around.name(), words, failure);
      failures.failed(order.fault, words, false);
    }

    @Override
    public Runnable overdue() {
      String words =
          whom() + " did not return from " + order.method + " within " + limit.toSeconds() + " s";
      return () -> {
        LOG.error("{}: {}; it is interrupted and waited for no longer", around.name(), words);
        failures.failed(order.fault, words, true);
      };
    }

    @Override
    public String whom() {
      Optional<String> other =
          offer.installer() instanceof Delegating delegating
              ? delegating.waitsFor()
              : Optional.empty();
      return other.orElse("the installer " + offer.name());
    }
  }
}
