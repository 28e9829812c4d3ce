/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.calls.CallLane;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.journal.Situation.Run;
import org.kuralink.ota.machine.Steps;
import org.kuralink.ota.machine.Steps.UpdateEvent;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.OtaTopics;

/**
 * The course of updates: what is done in each state. All methods but {@link #steps} and {@link
 * #versions} are called on the thread of the updates.
 */
final class Updates {

  private static final String PACKAGE = "dp";
  private static final int INSTALLING_PERCENT = 91;
  private static final int PROVING_PERCENT = 95;

  private final UpdateSite around;
  private final OtaSettings settings;
  private final Steps steps;
  private final DeviceTurns.Turn turn;
  private final CallLane lane;
  private final OtaTopics topics;
  private final InstallerJobs jobs;
  private final Fetching fetching;
  private final Proving proving;
  private final RollingBack rollingBack;
  private boolean online;
  private Run run;
  private Runnable whenIdle = () -> {};
  private Consumer<String> asking = module -> {};

  Updates(UpdateSite around, OtaSettings settings, DeviceTurns.Turn turn, Journal journal) {
    ComponentThread thread = around.thread();

    this.around = around;
    this.settings = settings;
    this.steps = new Steps(around.name(), journal, thread);
    this.turn = turn;
    this.lane =
        new CallLane(
            thread,
            ComponentThread.daemons("kuralink-ota-" + thread.name() + "-work"),
            turn::hangs);
    this.run = new Run(thread.process(), 0, false);
    this.topics = new OtaTopics(thread, settings.progressInterval());
    this.jobs = new InstallerJobs(around, steps, lane, settings.healthDeadline(), this::jobFailed);
    this.fetching = new Fetching(this, around, settings, steps, lane);
    this.rollingBack = new RollingBack(this, around, steps);
    this.proving = new Proving(this, around, settings, steps);
  }

  /** The state and the journal, for any thread. */
  Steps steps() {
    return steps;
  }

  /** Where the platform is spoken to. */
  OtaTopics topics() {
    return topics;
  }

  InstallerJobs jobs() {
    return jobs;
  }

  /** Says what to do when an update has ended. */
  void onIdle(Runnable task) {
    whenIdle = task;
  }

  /** Says how the platform is asked for an order. */
  void onAsk(Consumer<String> ask) {
    asking = ask;
  }

  /** Asks the platform for the order of a module, if there is a link. */
  void ask(String module) {
    if (topics.isThere()) {
      asking.accept(module);
    }
  }

  /** Goes on where the journal ends. */
  void start() {
    new UpdateRecovery(this, around, steps).begin();
  }

  /** Ends in order; the journal says so, so that nobody takes it for a crash. */
  void close() {
    if (steps.situation().state() != UpdateState.IDLE) {
      Situation situation = steps.situation();
      steps.note(situation.attempt(situation.attempt(), run.ended().toString()), "stopped");
    }
    steps.close();
    topics.close();
    lane.close();
    turn.giveBack();
  }

  /** Ends for good; nothing is kept. */
  void forget() {
    steps.close();
    topics.close();
    turn.giveBack();
    lane.close(fetching::clearAll);
  }

  /** From now on it counts how often the process ends. */
  void countAnew() {
    run = new Run(around.thread().process(), 0, false);
  }

  /** The update goes on in this run of the process. */
  void in(Run present) {
    run = present;
  }

  /** The link can be spoken through, or cannot. */
  void online(boolean now) {
    online = now;
    if (!now) {
      proving.look(
          Optional.of(
              around.device().subDevice().isEmpty()
                  ? "the session was lost"
                  : "the device was logged out"));
      return;
    }
    inform();
    if (steps.situation().state() == UpdateState.AWAITING_ADDRESS) {
      fetching.ask();
    }
  }

  boolean isOnline() {
    return online;
  }

  /** What is the matter while it is not online. */
  String offline() {
    return around.device().subDevice().isEmpty()
        ? "there is no session"
        : "the device is not logged in";
  }

  /** Reports all versions that have not been yet, but none that has still to prove itself. */
  void inform() {
    if (online) {
      Map<String, String> all = new HashMap<>(versions());
      steps.situation().order().ifPresent(order -> all.remove(order.firmware().module()));
      topics.inform(all);
    }
  }

  /** What runs, by module; for any thread. */
  Map<String, String> versions() {
    return around
        .versions()
        .all(around.device(), settings.versions(), steps.situation().committed());
  }

  /** Begins an update. */
  void begin(Order order, Offer offer) {
    String former = versions().getOrDefault(order.firmware().module(), "");
    countAnew();
    Situation begun =
        steps.situation().begin(order, former, around.thread().process()).by(offer.name());
    Situation situation = turn.isFree() ? begun.fetching(around.thread().clock().instant()) : begun;
    steps.take(UpdateEvent.ORDERED, situation, "ordered by the platform", this::fetch);
  }

  /** Reports an order whose outcome is known at once. */
  void decide(Order order, Outcome outcome) {
    Situation begun = steps.situation().begin(order, "", around.thread().process()).with(outcome);
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
    Runnable then = isUntouched(state) ? this::report : rollingBack::begin;
    steps.take(
        UpdateEvent.CANCELLED,
        cancelled,
        description,
        () -> {
          lane.interrupt();
          then.run();
        });
    return true;
  }

  void fetch() {
    if (!turn.take(jobs.stillMeant(), fetching::begin)) {
      steps.detail("waits for its turn");
    }
  }

  void awaitAddress() {
    fetching.await();
  }

  /** The file is there: it is looked at before anything is touched. */
  void check() {
    jobs.run(
        UpdateFault.UPGRADE,
        "check",
        (installer, firmware) -> {
          checkSigners(firmware.order(), firmware.file());
          installer.check(firmware);
        },
        fetching::fetched);
  }

  private void checkSigners(FirmwareOrder order, Path file) throws InstallException {
    if (order.fileType().equals(PACKAGE)) {
      settings.signers().check(file);
    }
  }

  void install() {
    progress(INSTALLING_PERCENT, "installing", true);
    jobs.begin(
        UpdateFault.INSTALLATION,
        "install",
        (installer, firmware) -> installer.install(firmware),
        this::installed);
  }

  void installed(Installed result) {
    Situation same = attempt(steps.situation().attempt());
    if (result == Installed.NEW) {
      steps.take(UpdateEvent.INSTALLED, same, "the new version is in place", this::prove);
    } else if (result == Installed.NEW_AFTER_RESTART) {
      steps.take(UpdateEvent.NEEDS_RESTART, same, "the new version starts next", this::restart);
    } else {
      fail(
          UpdateFault.INSTALLATION,
          "the installer " + steps.situation().installer() + " left " + result);
    }
  }

  void restart() {
    progress(PROVING_PERCENT, "restarting", true);
    jobs.run(
        UpdateFault.INSTALLATION,
        "restart",
        (installer, firmware) -> installer.restart(firmware),
        this::awaitRestart);
  }

  private void awaitRestart() {
    jobs.later(
        settings.healthDeadline(),
        () -> fail(UpdateFault.INSTALLATION, "nobody restarted the gateway"));
  }

  void prove() {
    progress(PROVING_PERCENT, "proving the new version", true);
    proving.begin();
  }

  /** The new version has been well for long enough. */
  void proved(String detail) {
    steps.take(UpdateEvent.PROVED, attempt(1), detail, this::commit);
  }

  void commit() {
    jobs.run(
        UpdateFault.INSTALLATION,
        "commit",
        (installer, firmware) -> installer.commit(firmware),
        this::committed);
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

  void report() {
    Outcome outcome = steps.situation().outcome().orElseThrow();
    FirmwareOrder order = order();
    if (outcome.isDone()) {
      steps.percent(outcome.step());
    }
    topics.finish(
        order.module(),
        outcome.isDone() ? Optional.of(order.version()) : Optional.empty(),
        outcome.step(),
        outcome.description(),
        () -> acknowledged(outcome));
  }

  private void acknowledged(Outcome outcome) {
    String detail = outcome.step() + ": " + outcome.description();
    steps.take(UpdateEvent.ACKNOWLEDGED, steps.situation().end(), detail, this::idle);
  }

  void idle() {
    turn.giveBack();
    fetching.clear();
    inform();
    whenIdle.run();
  }

  /** Puts the former version back. */
  RollingBack rollingBack() {
    return rollingBack;
  }

  private void jobFailed(UpdateFault fault, String description, boolean lasting) {
    if (lasting && steps.situation().state() == UpdateState.ROLLING_BACK) {
      rollingBack.giveUp(description);
    } else {
      fail(fault, description);
    }
  }

  /** It cannot go on: what the installer may have begun is taken back. */
  void fail(UpdateFault fault, String description) {
    UpdateState state = steps.situation().state();
    if (state == UpdateState.ROLLING_BACK) {
      rollingBack.failed(description);
      return;
    }
    Situation failed = attempt(1).with(Outcome.failed(fault, description));
    Runnable then = isUntouched(state) ? this::report : rollingBack::begin;
    steps.take(UpdateEvent.FAILED, failed, description, then);
  }

  private static boolean isUntouched(UpdateState state) {
    return state == UpdateState.DOWNLOADING || state == UpdateState.AWAITING_ADDRESS;
  }

  /** The present situation, begun for the n-th time. */
  Situation attempt(int n) {
    return steps.situation().attempt(n, run.toString());
  }

  void progress(int percent, String description, boolean milestone) {
    steps.percent(percent);
    topics.progress(order().module(), percent, description, milestone);
  }

  private FirmwareOrder order() {
    return steps.situation().order().orElseThrow().firmware();
  }
}
