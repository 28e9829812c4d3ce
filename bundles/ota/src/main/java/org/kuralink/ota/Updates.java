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
import java.util.concurrent.CompletableFuture;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.Installed;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.calls.CallLane;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.install.Installers.RegisteredInstaller;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.journal.Situation.Run;
import org.kuralink.ota.machine.UpdateStateMachine;
import org.kuralink.ota.machine.UpdateStateMachine.UpdateEvent;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.OtaTopics;

/**
 * The actions of an update in each of its states. All methods except {@link #machine} and {@link
 * #versions} are called on the thread of the updates.
 */
final class Updates {

  private static final String PACKAGE = "dp";
  private static final int INSTALLING_PERCENT = 91;
  private static final int PROVING_PERCENT = 95;

  private final UpdateContext context;
  private final OtaSettings settings;
  private final UpdateStateMachine machine;
  private final DeviceTurns.Turn turn;
  private final CallLane lane;
  private final OtaTopics topics;
  private final InstallerCalls calls;
  private final UpdateDownload download;
  private final HealthCheck healthCheck;
  private final UpdateRollback rollback;
  private boolean online;
  private Run run;
  private Runnable whenIdle = () -> {};

  Updates(UpdateContext context, OtaSettings settings, DeviceTurns.Turn turn, Journal journal) {
    ComponentThread thread = context.thread();

    this.context = context;
    this.settings = settings;
    this.machine = new UpdateStateMachine(context.name(), journal, thread);
    this.turn = turn;
    this.lane =
        new CallLane(
            thread,
            ComponentThread.daemons("kuralink-ota-" + thread.name() + "-work"),
            turn::hangs);
    this.run = new Run(thread.process(), 0, false);
    this.topics = new OtaTopics(thread, settings.progressInterval());
    this.calls =
        new InstallerCalls(context, machine, lane, settings.healthDeadline(), this::callFailed);
    this.download = new UpdateDownload(this, context, settings, machine, lane);
    this.rollback = new UpdateRollback(this, context, machine);
    this.healthCheck = new HealthCheck(this, context, settings, machine);
  }

  /** Returns the state machine with its journal, for any thread. */
  UpdateStateMachine machine() {
    return machine;
  }

  /** Returns the messages of the device. */
  OtaTopics topics() {
    return topics;
  }

  InstallerCalls calls() {
    return calls;
  }

  /** Sets the action after the end of an update. */
  void onIdle(Runnable task) {
    whenIdle = task;
  }

  /** Requests the order of a module from the platform. */
  void request(String module, CompletableFuture<Optional<FirmwareOrder>> answer) {
    topics.request(module, () -> versions().getOrDefault(module, ""), answer);
  }

  /** Resumes the update that the journal records. */
  void start() {
    new UpdateRecovery(this, context, machine).begin();
  }

  /** Stops, and records this in the journal, so that the next run does not take it for a crash. */
  void close() {
    if (machine.situation().state() != UpdateState.IDLE) {
      Situation situation = machine.situation();
      machine.note(situation.attempt(situation.attempt(), run.ended().toString()), "stopped");
    }
    machine.close();
    topics.close();
    lane.close();
    turn.giveBack();
  }

  /** Stops, and deletes everything that is stored. */
  void forget() {
    machine.close();
    topics.close();
    turn.giveBack();
    lane.close(download::clearAll);
  }

  /** Restarts the count of the ends of the process. */
  void countAnew() {
    run = new Run(context.thread().process(), 0, false);
  }

  /** Sets the run of the process in which the update continues. */
  void in(Run present) {
    run = present;
  }

  /** Handles that the link came online or went offline. */
  void online(boolean now) {
    online = now;
    if (!now) {
      healthCheck.record(
          Optional.of(
              context.device().subDevice().isEmpty()
                  ? "the session was lost"
                  : "the device was logged out"));
      return;
    }
    inform();
    if (machine.situation().state() == UpdateState.AWAITING_ADDRESS) {
      download.ask();
    }
  }

  boolean isOnline() {
    return online;
  }

  /** Returns the fault while it is offline. */
  String offline() {
    return context.device().subDevice().isEmpty()
        ? "there is no session"
        : "the device is not logged in";
  }

  /**
   * Reports all versions that have not been reported yet, except that of the module being updated.
   */
  void inform() {
    if (online) {
      Map<String, String> all = new HashMap<>(versions());
      machine.situation().order().ifPresent(order -> all.remove(order.firmware().module()));
      topics.inform(all);
    }
  }

  /** Returns the running versions, by module; for any thread. */
  Map<String, String> versions() {
    return context
        .versions()
        .all(context.device(), settings.versions(), machine.situation().committed());
  }

  /** Starts an update. */
  void begin(Order order, RegisteredInstaller chosen) {
    String former = versions().getOrDefault(order.firmware().module(), "");
    countAnew();
    Situation begun =
        machine.situation().begin(order, former, context.thread().process()).by(chosen.name());
    Situation situation =
        turn.isFree() ? begun.fetching(context.thread().clock().instant()) : begun;
    machine.take(UpdateEvent.ORDERED, situation, "ordered by the platform", this::fetch);
  }

  /** Reports an order whose outcome is known immediately. */
  void decide(Order order, Outcome outcome) {
    Situation begun =
        machine.situation().begin(order, "", context.thread().process()).with(outcome);
    Situation decided = outcome.isDone() ? committed(begun) : begun;
    machine.take(UpdateEvent.DECIDED, decided, outcome.description(), this::report);
  }

  /** Continues with the address of a repeated order. */
  void renew(Order order) {
    download.renew(order);
  }

  boolean cancel(String reason) {
    UpdateState state = machine.situation().state();
    if (!state.isCancellable()) {
      return false;
    }
    String description = "cancelled: " + reason;
    Situation cancelled = attempt(1).with(Outcome.failed(UpdateFault.UPGRADE, description));
    Runnable then = isUntouched(state) ? this::report : rollback::begin;
    machine.take(
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
    if (!turn.take(calls.stillMeant(), download::begin)) {
      machine.detail("waits for another update to end");
    }
  }

  void awaitAddress() {
    download.await();
  }

  /** Checks the downloaded file before anything is changed. */
  void check() {
    calls.run(
        UpdateFault.UPGRADE,
        "check",
        (installer, firmware) -> {
          checkSigners(firmware.order(), firmware.file());
          installer.check(firmware);
        },
        download::fetched);
  }

  private void checkSigners(FirmwareOrder order, Path file) throws InstallException {
    if (order.fileType().equals(PACKAGE)) {
      settings.signers().check(file);
    }
  }

  void install() {
    progress(INSTALLING_PERCENT, "installing", true);
    calls.begin(
        UpdateFault.INSTALLATION,
        "install",
        (installer, firmware) -> installer.install(firmware),
        this::installed);
  }

  void installed(Installed result) {
    Situation same = attempt(machine.situation().attempt());
    if (result == Installed.NEW) {
      machine.take(UpdateEvent.INSTALLED, same, "the new version is installed", this::prove);
    } else if (result == Installed.NEW_AFTER_RESTART) {
      machine.take(
          UpdateEvent.NEEDS_RESTART,
          same,
          "the new version starts with the next restart",
          this::restart);
    } else {
      fail(
          UpdateFault.INSTALLATION,
          "the installer " + machine.situation().installer() + " returned " + result);
    }
  }

  void restart() {
    progress(PROVING_PERCENT, "restarting", true);
    calls.run(
        UpdateFault.INSTALLATION,
        "restart",
        (installer, firmware) -> installer.restart(firmware),
        this::awaitRestart);
  }

  private void awaitRestart() {
    calls.later(
        settings.healthDeadline(),
        () -> fail(UpdateFault.INSTALLATION, "the gateway was not restarted in time"));
  }

  void prove() {
    progress(PROVING_PERCENT, "checking the health of the new version", true);
    healthCheck.begin();
  }

  /** Commits the new version, which has been healthy for long enough. */
  void proved(String detail) {
    machine.take(UpdateEvent.PROVED, attempt(1), detail, this::commit);
  }

  void commit() {
    calls.run(
        UpdateFault.INSTALLATION,
        "commit",
        (installer, firmware) -> installer.commit(firmware),
        this::committed);
  }

  private void committed() {
    Outcome outcome = Outcome.done("version " + order().version() + " runs");
    Situation done = committed(machine.situation().with(outcome));
    machine.take(UpdateEvent.COMMITTED, done, outcome.description(), this::report);
  }

  private Situation committed(Situation situation) {
    FirmwareOrder order = situation.order().orElseThrow().firmware();
    String configured = settings.versions().getOrDefault(order.module(), "");
    return situation.committed(
        order.module(), new Situation.Committed(order.version(), configured));
  }

  void report() {
    Outcome outcome = machine.situation().outcome().orElseThrow();
    FirmwareOrder order = order();
    if (outcome.isDone()) {
      machine.percent(outcome.step());
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
    machine.take(UpdateEvent.ACKNOWLEDGED, machine.situation().end(), detail, this::idle);
  }

  void idle() {
    turn.giveBack();
    download.clear();
    inform();
    whenIdle.run();
  }

  /** Returns the rollback. */
  UpdateRollback rollback() {
    return rollback;
  }

  private void callFailed(UpdateFault fault, String description, boolean lasting) {
    if (lasting && machine.situation().state() == UpdateState.ROLLING_BACK) {
      rollback.giveUp(description);
    } else {
      fail(fault, description);
    }
  }

  /** Fails the update; the installer rolls back what it may have begun. */
  void fail(UpdateFault fault, String description) {
    UpdateState state = machine.situation().state();
    if (state == UpdateState.ROLLING_BACK) {
      rollback.failed(description);
      return;
    }
    Situation failed = attempt(1).with(Outcome.failed(fault, description));
    Runnable then = isUntouched(state) ? this::report : rollback::begin;
    machine.take(UpdateEvent.FAILED, failed, description, then);
  }

  private static boolean isUntouched(UpdateState state) {
    return state == UpdateState.DOWNLOADING || state == UpdateState.AWAITING_ADDRESS;
  }

  /** Returns the present situation at its n-th attempt. */
  Situation attempt(int n) {
    return machine.situation().attempt(n, run.toString());
  }

  void progress(int percent, String description, boolean milestone) {
    machine.percent(percent);
    topics.progress(order().module(), percent, description, milestone);
  }

  private FirmwareOrder order() {
    return machine.situation().order().orElseThrow().firmware();
  }
}
