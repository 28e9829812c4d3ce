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
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.UpdateStatus;
import org.kuralink.ota.install.HookInstaller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The updates of a session: those of the gateway, and those of each sub-device that an application
 * asked for, that was ordered something, that has a version source or that has stored data. It
 * receives the messages of all devices by one subscription for each topic, and the states of all
 * links by one listener. Everything happens on the thread of the updates, except {@link #own} and
 * {@link #of}.
 */
final class SessionUpdates {

  /** The number of sub-devices that are updated at a time; the others wait. */
  static final int AT_ONCE = 8;

  /** The topics of orders, pushed or requested. */
  private static final List<String> ORDERED_BY = List.of("upgrade", "request");

  private static final Logger LOG = LoggerFactory.getLogger(SessionUpdates.class);

  private final UpdateContext context;
  private final OtaSettings settingsOfDevices;
  private final BiConsumer<Optional<DeviceIdentity>, UpdateStatus> told;
  private final DeviceUpdates own;
  private final Map<DeviceIdentity, DeviceUpdates> subDevices = new ConcurrentHashMap<>();
  private final DeviceTurns turns = new DeviceTurns(AT_ONCE);
  private volatile @Nullable CloudSession session;
  private final List<Registration> registrations = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Creates the updates, without a session.
   *
   * @param context the context of the gateway's updates
   * @param told receives changes, with the sub-device; without one for the gateway itself
   * @throws IOException if the gateway's journal cannot be read
   */
  SessionUpdates(
      UpdateContext context,
      OtaSettings settings,
      HookInstaller.Hooks hooks,
      BiConsumer<Optional<DeviceIdentity>, UpdateStatus> told)
      throws IOException {
    this.context = context;
    settingsOfDevices = settings.ofSubDevices();
    this.told = told;
    own = new DeviceUpdates(context, settings, new DeviceTurns(Integer.MAX_VALUE).turn(), hooks);
    own.addListener(status -> told.accept(Optional.empty(), status));
  }

  /** Resumes the gateway's update that the journal records. */
  void start() {
    own.start();
  }

  /** Uses a session from now on, instead of the former one. */
  void attach(@Nullable CloudSession fresh) {
    if (closed || session == fresh) {
      return;
    }
    detach();
    session = fresh;
    if (fresh == null) {
      return;
    }
    DeviceUpdates twin = subDevices.remove(fresh.identity());
    if (twin != null) {
      twin.close();
    }
    for (String verb : ORDERED_BY) {
      registrations.add(
          fresh.subscribeAll(
              "/ota/device/" + verb + "/{productKey}/{deviceName}",
              (link, message) -> run(() -> received(fresh, link, message))));
    }
    registrations.add(
        fresh.addLinkListener((link, online) -> run(() -> changed(fresh, link, online))));
    own.through(Optional.of(fresh.link()));
    subDevices.forEach((device, updates) -> updates.through(ChosenSession.link(fresh, device)));
    meet();
  }

  private void detach() {
    registrations.forEach(Registration::close);
    registrations.clear();
    session = null;
    own.through(Optional.empty());
    subDevices.values().forEach(updates -> updates.through(Optional.empty()));
  }

  /** Stops; updates in progress are resumed by the next instance. */
  void close() {
    closed = true;
    detach();
    own.close();
    subDevices.values().forEach(DeviceUpdates::close);
    subDevices.clear();
  }

  /** Reports the versions that have not been reported yet, after a version source has changed. */
  void inform() {
    own.inform();
    subDevices.values().forEach(DeviceUpdates::inform);
    meet();
  }

  /** Checks which devices are online and which were deleted. */
  private void meet() {
    CloudSession present = session;
    if (present != null) {
      present.links().stream()
          .filter(link -> !link.identity().equals(present.identity()))
          .forEach(link -> changed(present, link, link.isOnline()));
    }
  }

  private void received(CloudSession from, DeviceLink link, Message message) {
    if (from == session) {
      find(from, link).ifPresent(updates -> updates.received(message));
    }
  }

  private void changed(CloudSession from, DeviceLink link, boolean online) {
    if (from != session) {
      return;
    }
    DeviceIdentity device = link.identity();
    if (link.isDeleted()) {
      forget(device);
    } else if (device.equals(from.identity())) {
      own.online(online);
    } else if (subDevices.containsKey(device)) {
      subDevices.get(device).online(online);
    } else if (online && isKnown(device)) {
      find(from, link);
    }
  }

  /** Returns whether versions of a device are to be reported, or an update is to be resumed. */
  private boolean isKnown(DeviceIdentity device) {
    return context.versions().serve(context.of(device).device())
        || Files.isDirectory(context.directoryOf(device));
  }

  private void forget(DeviceIdentity device) {
    if (subDevices.containsKey(device) || Files.isDirectory(context.directoryOf(device))) {
      open(device).ifPresent(DeviceUpdates::forget);
      subDevices.remove(device);
    }
  }

  private Optional<DeviceUpdates> find(CloudSession present, DeviceLink link) {
    if (link.identity().equals(present.identity())) {
      return Optional.of(own);
    }
    Optional<DeviceUpdates> found = open(link.identity());
    found.ifPresent(updates -> updates.through(Optional.of(link)));
    return found;
  }

  /** Returns the updates of the gateway itself; any thread may call. */
  DeviceUpdates own() {
    return own;
  }

  /**
   * Returns the updates of a device, and creates them on the first call; any thread may call.
   *
   * @return empty if its journal cannot be read
   */
  Optional<DeviceUpdates> of(DeviceIdentity device) {
    CloudSession present = session;
    if (present != null && present.identity().equals(device)) {
      return Optional.of(own);
    }
    boolean isNew = !subDevices.containsKey(device);
    Optional<DeviceUpdates> found = open(device);
    if (isNew) {
      run(() -> begin(device));
    }
    return found;
  }

  private void begin(DeviceIdentity device) {
    CloudSession present = session;
    DeviceUpdates updates = subDevices.get(device);
    if (present != null && updates != null) {
      updates.through(ChosenSession.link(present, device));
    }
  }

  private Optional<DeviceUpdates> open(DeviceIdentity device) {
    return closed
        ? Optional.empty()
        : Optional.ofNullable(subDevices.computeIfAbsent(device, this::made));
  }

  private @Nullable DeviceUpdates made(DeviceIdentity device) {
    try {
      DeviceUpdates fresh =
          new DeviceUpdates(
              context.of(device), settingsOfDevices, turns.turn(), new HookInstaller.Hooks());
      fresh.addListener(status -> told.accept(Optional.of(device), status));
      return fresh;
    } catch (IOException e) {
      LOG.error(
          "{}: updates of {} are disabled, its journal cannot be read: {}",
          context.thread().name(),
          device,
          e.getMessage());
      return null;
    }
  }

  private void run(Runnable task) {
    context.thread().run(task);
  }

  /** Returns the number of sub-devices that have updates. */
  int count() {
    return subDevices.size();
  }
}
