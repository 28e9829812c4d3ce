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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.DurableFiles;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Outcome;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.machine.Health;
import org.kuralink.ota.machine.Reports;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.UpdateEvent;
import org.kuralink.ota.machine.Worker;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.OtaTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of updates: what is done in each state. All methods but {@link #steps} and {@link
 * #versions} are called on the thread of the updates.
 */
final class Updates {

  private static final Logger LOG = LoggerFactory.getLogger(Updates.class);
  private static final int MAX_ROLL_BACKS = 3;
  private static final int INSTALLING_PERCENT = 91;
  private static final int PROVING_PERCENT = 95;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LOOKS = 4;

  private final Surroundings around;
  private final OtaSettings settings;
  private final Steps steps;
  private final Worker worker;
  private final Reports reports;
  private final Health health;
  private final InstallerJobs jobs;
  private final Fetching fetching;
  private Optional<OtaTopics> topics = Optional.empty();
  private boolean online;
  private Runnable whenIdle = () -> {};

  Updates(Surroundings around, OtaSettings settings, Journal journal) {
    this.around = around;
    this.settings = settings;
    this.steps = new Steps(around.name(), journal, around.clock(), around.thread());
    this.worker = new Worker(around.name(), around.thread());
    this.reports = new Reports(around.thread(), around.nanoTime(), settings.progressInterval());
    this.health = new Health(settings.healthWindow(), settings.healthDeadline(), around.nanoTime());
    this.jobs = new InstallerJobs(around, steps, worker, settings.healthDeadline(), this::fail);
    this.fetching = new Fetching(this, around, settings.limits().whole(), steps, worker);
  }

  /** The state and the journal, for any thread. */
  Steps steps() {
    return steps;
  }

  InstallerJobs jobs() {
    return jobs;
  }

  Optional<OtaTopics> topics() {
    return topics;
  }

  /** Says what to do when an update has ended. */
  void onIdle(Runnable task) {
    whenIdle = task;
  }

  /** Goes on where the journal ends. */
  void start() {
    new Recovery(this, around, steps).begin();
  }

  void close() {
    steps.close();
    reports.close();
    worker.close();
  }

  /** The link came, or went. */
  void through(Optional<OtaTopics> present) {
    topics = present;
    reports.through(present);
  }

  /** The link can be spoken through, or cannot. */
  void online(boolean now) {
    online = now;
    if (!now) {
      health.look(Optional.of("the session was lost"));
      return;
    }
    inform();
    if (steps.situation().state() == UpdateState.AWAITING_ADDRESS) {
      fetching.ask(topics);
    }
  }

  /** Reports all versions that have not been yet, but none that has still to prove itself. */
  void inform() {
    if (online) {
      Map<String, String> all = new HashMap<>(versions());
      steps.situation().order().ifPresent(order -> all.remove(order.firmware().module()));
      reports.inform(all);
    }
  }

  /** What runs, by module; for any thread. */
  Map<String, String> versions() {
    return around.versions().all(settings.versions(), steps.situation().committed());
  }

  /** Begins an update. */
  void begin(Order order, Offer offer) {
    String former = versions().getOrDefault(order.firmware().module(), "");
    Situation situation = steps.situation().begin(order, former, around.process()).by(offer.name());
    steps.take(UpdateEvent.ORDERED, situation, "ordered by the platform", this::fetch);
  }

  /** Reports an order whose outcome is known at once. */
  void decide(Order order, Outcome outcome) {
    Situation begun = steps.situation().begin(order, "", around.process()).with(outcome);
    Situation decided = outcome.isDone() ? committed(begun) : begun;
    steps.take(UpdateEvent.DECIDED, decided, outcome.description(), this::report);
  }

  /** The platform has sent the present order again. */
  void renew(Order order) {
    fetching.renew(order);
  }

  boolean cancel(String reason) {
    UpdateState state = steps.situation().state();
    if (!state.isCancellable()) {
      return false;
    }
    String description = "cancelled: " + reason;
    Situation cancelled = attempt(1).with(Outcome.failed(UpdateFault.UPGRADE, description));
    Runnable then = isUntouched(state) ? this::report : this::rollBack;
    steps.take(
        UpdateEvent.CANCELLED,
        cancelled,
        description,
        () -> {
          worker.interrupt();
          then.run();
        });
    return true;
  }

  void fetch() {
    fetching.begin();
  }

  void awaitAddress() {
    fetching.await();
  }

  void install() {
    progress(INSTALLING_PERCENT, "installing", true);
    jobs.begin(
        UpdateFault.INSTALLATION,
        (installer, firmware) -> {
          Installed result = installer.install(firmware);
          return () -> installed(result);
        });
  }

  void installed(Installed result) {
    Situation same = attempt(steps.situation().attempt());
    switch (result) {
      case NEW ->
          steps.take(UpdateEvent.INSTALLED, same, "the new version is in place", this::prove);
      case NEW_AFTER_RESTART ->
          steps.take(UpdateEvent.NEEDS_RESTART, same, "the new version starts next", this::restart);
      default -> fail(UpdateFault.INSTALLATION, "the installer left " + result);
    }
  }

  void restart() {
    progress(PROVING_PERCENT, "restarting", true);
    jobs.begin(
        UpdateFault.INSTALLATION,
        (installer, firmware) -> {
          installer.restart(firmware);
          return this::awaitRestart;
        });
  }

  private void awaitRestart() {
    jobs.later(
        settings.healthDeadline(),
        () -> fail(UpdateFault.INSTALLATION, "nobody restarted the gateway"));
  }

  void prove() {
    progress(PROVING_PERCENT, "proving the new version", true);
    health.begin();
    look();
  }

  private void look() {
    jobs.begin(
        UpdateFault.UPGRADE,
        (installer, firmware) -> {
          Optional<String> fault =
              installer.fault(firmware).or(() -> wrongVersion(firmware.order()));
          return () -> looked(fault);
        });
  }

  private Optional<String> wrongVersion(FirmwareOrder order) {
    return Optional.ofNullable(around.versions().told().get(order.module()))
        .filter(version -> !version.equals(order.version()))
        .map(version -> "version " + version + " runs");
  }

  private void looked(Optional<String> fault) {
    health.look(online ? fault : fault.or(() -> Optional.of("there is no session")));
    Optional<String> failure = health.failure();
    if (health.isProved()) {
      String detail = "well for " + settings.healthWindow().toSeconds() + " s";
      steps.take(UpdateEvent.PROVED, attempt(1), detail, this::commit);
    } else if (failure.isPresent()) {
      fail(UpdateFault.UPGRADE, "the new version did not prove itself: " + failure.get());
    } else {
      jobs.later(lookInterval(), this::look);
    }
  }

  /** Several looks in a window, and one a second in a long one. */
  private Duration lookInterval() {
    Duration part = settings.healthWindow().dividedBy(LOOKS);
    return part.compareTo(LOOK) < 0 ? part : LOOK;
  }

  void commit() {
    jobs.begin(
        UpdateFault.INSTALLATION,
        (installer, firmware) -> {
          installer.commit(firmware);
          return this::committed;
        });
  }

  private void committed() {
    Outcome outcome = Outcome.done("version " + order().version() + " runs");
    Situation done = committed(steps.situation().with(outcome));
    steps.take(UpdateEvent.COMMITTED, done, outcome.description(), this::report);
  }

  private Situation committed(Situation situation) {
    FirmwareOrder order = situation.order().orElseThrow().firmware();
    String configured = settings.versions().getOrDefault(order.module(), "");
    return situation.committed(
        order.module(), new Situation.Committed(order.version(), configured));
  }

  void rollBack() {
    jobs.begin(
        UpdateFault.INSTALLATION,
        (installer, firmware) -> {
          installer.rollBack(firmware);
          return () -> rolledBack("the former version is back");
        });
  }

  void rolledBack(String detail) {
    Situation situation = steps.situation();
    Outcome outcome = situation.outcome().orElseThrow().and(detail);
    steps.take(UpdateEvent.ROLLED_BACK, situation.with(outcome), detail, this::report);
  }

  void report() {
    Outcome outcome = steps.situation().outcome().orElseThrow();
    FirmwareOrder order = order();
    if (outcome.isDone()) {
      steps.percent(outcome.step());
    }
    reports.finish(
        order.module(),
        outcome.isDone() ? Optional.of(order.version()) : Optional.empty(),
        outcome,
        () -> acknowledged(outcome));
  }

  private void acknowledged(Outcome outcome) {
    String detail = outcome.step() + ": " + outcome.description();
    steps.take(UpdateEvent.ACKNOWLEDGED, steps.situation().end(), detail, this::idle);
  }

  void idle() {
    worker.begin(
        steps,
        () -> {
          DurableFiles.deleteAll(DurableFiles.directoryOf(around.firmwareFile()));
          return () -> {};
        });
    inform();
    whenIdle.run();
  }

  /** It cannot go on: what the installer may have begun is taken back. */
  void fail(UpdateFault fault, String description) {
    UpdateState state = steps.situation().state();
    if (state == UpdateState.ROLLING_BACK) {
      rollBackFailed(description);
      return;
    }
    Situation failed = attempt(1).with(Outcome.failed(fault, description));
    Runnable then = isUntouched(state) ? this::report : this::rollBack;
    steps.take(UpdateEvent.FAILED, failed, description, then);
  }

  private void rollBackFailed(String description) {
    int attempt = steps.situation().attempt();
    if (attempt >= MAX_ROLL_BACKS) {
      LOG.error("{}: the former version cannot be had back: {}", around.name(), description);
      rolledBack("the former version could not be put back: " + description);
      return;
    }
    String detail = "the roll-back failed: " + description;
    steps.take(
        UpdateEvent.RESUMED, attempt(attempt + 1), detail, () -> jobs.later(LOOK, this::rollBack));
  }

  private static boolean isUntouched(UpdateState state) {
    return state == UpdateState.DOWNLOADING || state == UpdateState.AWAITING_ADDRESS;
  }

  /** The present situation, begun for the n-th time. */
  Situation attempt(int n) {
    return steps.situation().attempt(n, around.process());
  }

  void progress(int percent, String description, boolean milestone) {
    steps.percent(percent);
    reports.progress(order().module(), percent, description, milestone);
  }

  private FirmwareOrder order() {
    return steps.situation().order().orElseThrow().firmware();
  }
}
