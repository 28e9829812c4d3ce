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
import org.kuralink.api.codec.JsonText;
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
import org.kuralink.ota.install.Installers.Offer;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.journal.Situation;
import org.kuralink.ota.journal.Situation.Outcome;
import org.kuralink.ota.version.VersionOrder;
import org.kuralink.ota.wire.Order;
import org.kuralink.ota.wire.Order.MalformedOrderException;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The updates of one device: the link that it speaks through, and what becomes of its orders. One
 * at a time is carried out; of those that come meanwhile the last of each module waits.
 */
final class DeviceUpdates {

  /** Who speaks before there was a link. */
  static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private static final Logger LOG = LoggerFactory.getLogger(DeviceUpdates.class);

  /** Orders of more modules do not wait. */
  private static final int MAX_WAITING = 8;

  private static final String JOURNAL = "journal";
  private static final String NAME = "component.name";

  /** What a person has configured goes before what is there anyhow. */
  private static final String RANKING = "service.ranking";

  private final UpdateSite around;
  private final OtaSettings settings;
  private final Updates updates;
  private final Map<String, Order> waiting = new LinkedHashMap<>();
  private final OrderRequests requests;
  private final List<FirmwareInstaller> own = new ArrayList<>();
  private volatile Optional<DeviceLink> link = Optional.empty();
  private volatile DeviceIdentity identity;
  private boolean started;

  DeviceUpdates(
      UpdateSite around, OtaSettings settings, DeviceTurns.Turn turn, HookInstaller.Hooks hooks)
      throws IOException {
    this.around = around;
    this.settings = settings;
    this.identity = around.device().subDevice().orElse(NOBODY);
    Journal journal = Journal.open(around.directory().resolve(JOURNAL), around.thread().clock());
    this.updates = new Updates(around, settings, turn, journal);
    this.requests = new OrderRequests(around, updates, this::take, this::refuse);
    updates.onIdle(this::next);
    updates.onAsk(module -> requests.ask(module, new CompletableFuture<>()));
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
              WholeFile.directoryOf(around.firmwareFile()));
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
    around
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

  /** Goes on where the journal ends. On the thread of the updates, as the next ones are. */
  void start() {
    started = true;
    updates.start();
  }

  /** Speaks through this link from now on, if there is one. */
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

  /** A message came on one of the topics. */
  void received(Message message) {
    if (!updates.topics().isThere()) {
      return;
    }
    try {
      Optional<Order> order = Order.ofMessage(JsonText.wrap(message.payload()));
      List<CompletableFuture<Optional<FirmwareOrder>>> asked = requests.answered();
      order.ifPresent(this::take);
      asked.forEach(answer -> answer.complete(order.map(Order::firmware)));
    } catch (MalformedOrderException e) {
      refuse(e);
    }
  }

  private void refuse(MalformedOrderException e) {
    LOG.warn("{}: an order is refused: {}", around.name(), e.getMessage());
    // While an update of the module is going on a failure would be taken for its own.
    boolean same =
        updates
            .steps()
            .situation()
            .order()
            .filter(order -> order.firmware().module().equals(e.module()))
            .isPresent();
    if (!same) {
      updates.topics().refuse(e.module(), e.fault().step(), String.valueOf(e.getMessage()));
    }
  }

  private void take(Order order) {
    Situation situation = updates.steps().situation();
    boolean same = situation.order().filter(o -> o.key().equals(order.key())).isPresent();
    if (same && situation.state() == UpdateState.AWAITING_ADDRESS) {
      updates.renew(order);
    } else if (same
        || (!order.messageId().isEmpty() && situation.handled().contains(order.delivery()))) {
      LOG.debug("{}: {} is ordered once more", around.name(), order);
    } else if (situation.state() != UpdateState.IDLE) {
      keep(order);
    } else {
      judge(order);
    }
  }

  private void keep(Order order) {
    String module = order.firmware().module();
    if (waiting.size() >= MAX_WAITING && !waiting.containsKey(module)) {
      LOG.warn("{}: {} is dropped, {} orders wait", around.name(), order, waiting.size());
      return;
    }
    waiting.put(module, order);
    LOG.info("{}: {} waits for the present update", around.name(), order);
  }

  private void next() {
    waiting.values().stream()
        .findFirst()
        .ifPresent(
            order -> {
              waiting.remove(order.firmware().module());
              around.thread().run(() -> take(order));
            });
  }

  private void judge(Order order) {
    Optional<Outcome> known = outcome(order.firmware());
    Optional<Offer> offer = around.installers().find(around.device(), order.firmware());
    if (known.isPresent()) {
      updates.decide(order, known.get());
    } else if (offer.isEmpty()) {
      updates.decide(order, refusal("there is no installer for " + kind(order.firmware())));
    } else {
      updates.begin(order, offer.get());
    }
  }

  private Optional<Outcome> outcome(FirmwareOrder order) {
    Map<String, String> versions = updates.versions();
    String module = order.module();
    String present = versions.getOrDefault(module, "");
    if (!versions.containsKey(module)
        && !module.equals(FirmwareOrder.DEFAULT_MODULE)
        && !around.installers().names(around.device(), module)) {
      return Optional.of(refusal("there is no module " + module));
    }
    if (present.equals(order.version())) {
      return Optional.of(Outcome.done("version " + present + " runs already"));
    }
    boolean backwards =
        !present.isEmpty() && new VersionOrder().compare(order.version(), present) < 0;
    if (backwards && !settings.allowDowngrade()) {
      return Optional.of(
          refusal("version " + order.version() + " is older than " + present + ", which runs"));
    }
    return Optional.empty();
  }

  private static Outcome refusal(String description) {
    return Outcome.failed(UpdateFault.UPGRADE, description);
  }

  private static String kind(FirmwareOrder order) {
    return "module " + order.module() + ", file type '" + order.fileType() + "'";
  }

  /** The link came up, or went down: a sub-device goes on when it is there for the first time. */
  void online(boolean now) {
    if (now && !started) {
      start();
    }
    updates.online(now);
  }

  /** Reports what has not been reported yet. */
  void inform() {
    updates.inform();
  }

  void close() {
    through(Optional.empty());
    updates.close();
    own.forEach(installer -> around.installers().remove(installer, Map.of()));
  }

  /** The device is gone for good, and with it all that is kept of it. */
  void forget() {
    through(Optional.empty());
    updates.forget();
  }

  DeviceIdentity identity() {
    return identity;
  }

  UpdateStatus status() {
    return updates.steps().status();
  }

  Map<String, String> versions() {
    return updates.versions();
  }

  List<JournalEntry> journal() {
    return updates.steps().entries();
  }

  /** Behind what the thread has still to hear of the session: this may have been made just now. */
  CompletionStage<Optional<FirmwareOrder>> request(String module) {
    CompletableFuture<Optional<FirmwareOrder>> answer = new CompletableFuture<>();
    if (!around.thread().run(() -> request(module, answer))) {
      offline(answer);
    }
    return answer.copy();
  }

  private void request(String module, CompletableFuture<Optional<FirmwareOrder>> answer) {
    if (updates.topics().isThere()) {
      requests.ask(module, answer);
    } else {
      offline(answer);
    }
  }

  private static void offline(CompletableFuture<?> answer) {
    answer.completeExceptionally(
        new LinkException(LinkException.Reason.OFFLINE, "there is no session at the moment"));
  }

  boolean cancel(String reason) {
    if (!status().state().isCancellable()) {
      return false;
    }
    around.thread().run(() -> updates.cancel(reason));
    return true;
  }

  void addListener(UpdateListener listener) {
    updates.steps().onChange(listener);
  }
}
