/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.ota.install.CommandInstaller;
import org.kuralink.ota.install.HookInstaller;
import org.kuralink.ota.install.Installers.RegisteredInstaller;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.Order.MalformedOrderException;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The updates of one device: its link to the platform, its orders, and the update in progress. One
 * update runs at a time; of the orders that arrive meanwhile, the last one of each module waits.
 */
final class DeviceUpdates {

  /** The identity of a gateway before its session is known. */
  static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private static final Logger LOG = LoggerFactory.getLogger(DeviceUpdates.class);

  /** The number of modules whose orders may wait. */
  private static final int MAX_WAITING = 8;

  private static final String JOURNAL = "journal";
  private static final String NAME = "component.name";

  /** Configured installers precede those that are merely registered. */
  private static final String RANKING = "service.ranking";

  private final UpdateContext context;
  private final OtaSettings settings;
  private final Updates updates;
  private final Map<String, Order> waiting = new LinkedHashMap<>();
  private final List<FirmwareInstaller> own = new ArrayList<>();
  private volatile Optional<DeviceLink> link = Optional.empty();
  private volatile DeviceIdentity identity;
  private boolean started;

  DeviceUpdates(
      UpdateContext context, OtaSettings settings, DeviceTurns.Turn turn, HookInstaller.Hooks hooks)
      throws IOException {
    this.context = context;
    this.settings = settings;
    this.identity = context.device().subDevice().orElse(NOBODY);
    Journal journal = Journal.open(context.directory().resolve(JOURNAL), context.thread().clock());
    this.updates = new Updates(context, settings, turn, journal);
    updates.onIdle(this::next);
    updates.topics().onOrder(this::handle, this::refuse);
    if (settings.command().isConfigured()) {
      add(
          new CommandInstaller(settings.command(), CommandInstaller.boot()),
          "command",
          settings.command().modules(),
          settings.command().types(),
          settings.command().callLimit());
    }
    if (!settings.hooks().isEmpty()) {
      FirmwareInstaller hook =
          new HookInstaller(
              settings.hooks(),
              settings.hookProperties(),
              hooks,
              WholeFile.directoryOf(context.firmwareFile()));
      List<String> names = List.copyOf(settings.hooks().keySet());
      add(hook, "hook", names, List.of(), settings.healthDeadline());
      add(hook, "hook", List.of(), names, settings.healthDeadline());
    }
  }

  private void add(
      FirmwareInstaller installer,
      String name,
      List<String> modules,
      List<String> types,
      Duration limit) {
    own.add(installer);
    context
        .installers()
        .add(
            installer,
            Map.of(
                NAME,
                name,
                FirmwareInstaller.MODULE,
                modules.toArray(),
                FirmwareInstaller.FILE_TYPE,
                types.toArray(),
                RANKING,
                1,
                FirmwareInstaller.TIME_LIMIT,
                limit.toSeconds()));
  }

  /**
   * Resumes the update that the journal records. On the thread of the updates, like the following
   * methods.
   */
  void start() {
    started = true;
    updates.start();
  }

  /** Uses this link from now on, or none. */
  void through(Optional<DeviceLink> present) {
    if (link.equals(present)) {
      return;
    }
    link = present;
    updates.topics().through(present);
    boolean online = present.filter(DeviceLink::isOnline).isPresent();
    if (present.isPresent()) {
      identity = present.get().identity();
    }
    online(online);
  }

  /** Takes a message that arrived on one of the topics. */
  void received(Message message) {
    updates.topics().received(message);
  }

  private void refuse(MalformedOrderException e) {
    LOG.warn("{}: rejected an order: {}", context.name(), e.getMessage());
    // While an update of the module is in progress, the platform would take the failure as that of
    // the update.
    boolean same =
        updates
            .machine()
            .situation()
            .order()
            .filter(order -> order.firmware().module().equals(e.module()))
            .isPresent();
    if (!same) {
      updates.topics().refuse(e.module(), e.fault().step(), String.valueOf(e.getMessage()));
    }
  }

  private void handle(Order order) {
    Situation situation = updates.machine().situation();
    boolean same = situation.order().filter(o -> o.key().equals(order.key())).isPresent();
    if (same && situation.state() == UpdateState.AWAITING_ADDRESS) {
      updates.renew(order);
    } else if (same
        || (!order.messageId().isEmpty() && situation.handled().contains(order.delivery()))) {
      LOG.debug("{}: order {} was delivered again", context.name(), order);
    } else if (situation.state() != UpdateState.IDLE) {
      queue(order);
    } else {
      decide(order);
    }
  }

  private void queue(Order order) {
    String module = order.firmware().module();
    if (waiting.size() >= MAX_WAITING && !waiting.containsKey(module)) {
      LOG.warn(
          "{}: dropped order {}: {} other orders are waiting",
          context.name(),
          order,
          waiting.size());
      return;
    }
    waiting.put(module, order);
    LOG.info("{}: order {} waits for the end of the current update", context.name(), order);
  }

  private void next() {
    waiting.values().stream()
        .findFirst()
        .ifPresent(
            order -> {
              waiting.remove(order.firmware().module());
              context.thread().run(() -> handle(order));
            });
  }

  private void decide(Order order) {
    Optional<Outcome> known = outcome(order.firmware());
    Optional<RegisteredInstaller> chosen =
        context.installers().find(context.device(), order.firmware());
    if (known.isPresent()) {
      updates.decide(order, known.get());
    } else if (chosen.isEmpty()) {
      updates.decide(order, refusal("there is no installer for " + kind(order.firmware())));
    } else {
      updates.begin(order, chosen.get());
    }
  }

  private Optional<Outcome> outcome(FirmwareOrder order) {
    Map<String, String> versions = updates.versions();
    String module = order.module();
    String present = versions.getOrDefault(module, "");
    if (!versions.containsKey(module)
        && !module.equals(FirmwareOrder.DEFAULT_MODULE)
        && !context.installers().names(context.device(), module)) {
      return Optional.of(refusal("there is no module " + module));
    }
    if (present.equals(order.version())) {
      return Optional.of(Outcome.done("version " + present + " is already running"));
    }
    boolean backwards = !present.isEmpty() && Versions.compare(order.version(), present) < 0;
    if (backwards && !settings.allowDowngrade()) {
      return Optional.of(
          refusal(
              "version " + order.version() + " is older than " + present + ", which is running"));
    }
    return Optional.empty();
  }

  private static Outcome refusal(String description) {
    return Outcome.failed(UpdateFault.UPGRADE, description);
  }

  private static String kind(FirmwareOrder order) {
    return "module " + order.module() + ", file type '" + order.fileType() + "'";
  }

  /**
   * Handles a change of the link; the updates of a sub-device start when it is online for the first
   * time.
   */
  void online(boolean now) {
    if (now && !started) {
      start();
    }
    updates.online(now);
  }

  /** Reports the versions that have not been reported yet. */
  void inform() {
    updates.inform();
  }

  void close() {
    through(Optional.empty());
    updates.close();
    own.forEach(installer -> context.installers().remove(installer, Map.of()));
  }

  /** Deletes everything that is stored for a device that was deleted. */
  void forget() {
    through(Optional.empty());
    updates.forget();
  }

  DeviceIdentity identity() {
    return identity;
  }

  UpdateStatus status() {
    return updates.machine().status();
  }

  Map<String, String> versions() {
    return updates.versions();
  }

  List<JournalEntry> journal() {
    return updates.machine().entries();
  }

  /**
   * Requests an order, after the events of the session that the thread has not handled yet: these
   * updates may have been created just now.
   */
  CompletionStage<Optional<FirmwareOrder>> request(String module) {
    CompletableFuture<Optional<FirmwareOrder>> answer = new CompletableFuture<>();
    if (!context.thread().run(() -> request(module, answer))) {
      offline(answer);
    }
    return answer.copy();
  }

  private void request(String module, CompletableFuture<Optional<FirmwareOrder>> answer) {
    if (updates.topics().isThere()) {
      updates.request(module, answer);
    } else {
      offline(answer);
    }
  }

  private static void offline(CompletableFuture<?> answer) {
    answer.completeExceptionally(
        new LinkException(LinkException.Reason.OFFLINE, "the connection is offline"));
  }

  boolean cancel(String reason) {
    if (!status().state().isCancellable()) {
      return false;
    }
    context.thread().run(() -> updates.cancel(reason));
    return true;
  }

  void addListener(UpdateListener listener) {
    updates.machine().onChange(listener);
  }
}
