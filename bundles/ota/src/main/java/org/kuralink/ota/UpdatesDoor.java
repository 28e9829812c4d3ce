/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;

/** What an application has of one device, whatever the configuration and the session. */
final class UpdatesDoor implements FirmwareUpdates {

  private final Optional<DeviceIdentity> device;
  private final Supplier<Optional<SessionUpdates>> running;
  private final ChosenSession sessions;
  private final Map<Optional<DeviceIdentity>, UpdateListeners> listeners;

  /**
   * @param device empty for the gateway itself
   * @param running what runs at the moment
   * @param listeners by device
   */
  UpdatesDoor(
      Optional<DeviceIdentity> device,
      Supplier<Optional<SessionUpdates>> running,
      ChosenSession sessions,
      Map<Optional<DeviceIdentity>, UpdateListeners> listeners) {
    this.device = device;
    this.running = running;
    this.sessions = sessions;
    this.listeners = listeners;
  }

  private Optional<DeviceUpdates> updates() {
    return running
        .get()
        .flatMap(all -> device.map(all::of).orElseGet(() -> Optional.of(all.own())));
  }

  @Override
  public DeviceIdentity identity() {
    return device.orElseGet(
        () -> updates().map(DeviceUpdates::identity).orElse(DeviceUpdates.NOBODY));
  }

  @Override
  public FirmwareUpdates of(DeviceIdentity other) {
    boolean isGateway = sessions.session().filter(one -> one.identity().equals(other)).isPresent();
    return new UpdatesDoor(
        isGateway ? Optional.empty() : Optional.of(other), running, sessions, listeners);
  }

  @Override
  public UpdateStatus status() {
    return updates()
        .map(DeviceUpdates::status)
        .orElseGet(
            () ->
                new UpdateStatus(
                    UpdateState.IDLE, Clock.systemUTC().instant(), Optional.empty(), 0, ""));
  }

  @Override
  public Map<String, String> versions() {
    return updates().map(DeviceUpdates::versions).orElse(Map.of());
  }

  @Override
  public List<JournalEntry> journal() {
    return updates().map(DeviceUpdates::journal).orElse(List.of());
  }

  @Override
  public CompletionStage<Optional<FirmwareOrder>> request(String module) {
    return updates()
        .map(present -> present.request(module))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new LinkException(LinkException.Reason.CLOSED, "the updates are gone")));
  }

  @Override
  public boolean cancel(String reason) {
    return updates().map(present -> present.cancel(reason)).orElse(false);
  }

  @Override
  public Registration addListener(UpdateListener listener) {
    return listeners
        .computeIfAbsent(device, one -> new UpdateListeners(System::nanoTime))
        .add(listener);
  }
}
