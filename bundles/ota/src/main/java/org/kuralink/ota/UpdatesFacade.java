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
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.JournalEntry;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.ota.UpdateStatus;

/**
 * The service of one device, independent of the configuration and the session. It holds no state of
 * the device, so an application may request it as often as it likes.
 */
abstract class UpdatesFacade implements FirmwareUpdates {

  /** Returns the device's updates under the current configuration; empty while there are none. */
  abstract Optional<DeviceUpdates> updates();

  @Override
  public DeviceIdentity identity() {
    return updates().map(DeviceUpdates::identity).orElse(DeviceUpdates.NOBODY);
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
                    new LinkException(
                        LinkException.Reason.CLOSED, "the updates component has stopped")));
  }

  @Override
  public boolean cancel(String reason) {
    return updates().map(present -> present.cancel(reason)).orElse(false);
  }
}
