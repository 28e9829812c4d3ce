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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.ota.install.CommandInstaller;
import org.kuralink.ota.install.HookInstaller;
import org.kuralink.ota.journal.Journal;
import org.kuralink.ota.wire.OtaTopics;
import org.kuralink.store.WholeFile;

/** The updates of one device: the course of updates and the link that it speaks through. */
final class DeviceUpdates {

  /** Who speaks before there was a link. */
  static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  private static final String JOURNAL = "journal";
  private static final String NAME = "component.name";

  /** What a person has configured goes before what is there anyhow. */
  private static final String RANKING = "service.ranking";

  private final UpdateSite around;
  private final Updates updates;
  private final Intake intake;
  private final List<FirmwareInstaller> own = new ArrayList<>();
  private volatile Optional<DeviceLink> link = Optional.empty();
  private volatile DeviceIdentity identity;
  private Optional<OtaTopics> topics = Optional.empty();
  private boolean started;

  DeviceUpdates(UpdateSite around, OtaSettings settings, HookInstaller.Hooks hooks)
      throws IOException {
    this.around = around;
    this.identity = around.device().subDevice().orElse(NOBODY);
    Journal journal = Journal.open(around.directory().resolve(JOURNAL), around.clock());
    this.updates = new Updates(around, settings, journal);
    this.intake = new Intake(around, settings, updates);
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
    topics = present.map(OtaTopics::new);
    updates.through(topics);
    boolean online = present.filter(DeviceLink::isOnline).isPresent();
    if (present.isPresent()) {
      identity = present.get().identity();
    }
    online(online);
  }

  /** A message came on one of the topics. */
  void received(Message message) {
    topics.ifPresent(present -> intake.received(message, present));
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
    own.forEach(around.installers()::remove);
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

  CompletionStage<Optional<FirmwareOrder>> request(String module) {
    DeviceLink present = link.orElse(null);
    if (present == null) {
      return CompletableFuture.failedFuture(
          new LinkException(LinkException.Reason.OFFLINE, "there is no session at the moment"));
    }
    CompletableFuture<Optional<FirmwareOrder>> answer = new CompletableFuture<>();
    OtaThread.run(around.thread(), () -> intake.request(module, new OtaTopics(present), answer));
    return answer.copy();
  }

  boolean cancel(String reason) {
    if (!status().state().isCancellable()) {
      return false;
    }
    OtaThread.run(around.thread(), () -> updates.cancel(reason));
    return true;
  }

  void addListener(UpdateListener listener) {
    updates.steps().onChange(listener);
  }
}
