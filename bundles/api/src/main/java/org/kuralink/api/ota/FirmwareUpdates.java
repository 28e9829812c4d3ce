/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Registration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The firmware updates of one device (developer guide 5 and 9.10). A service with the properties
 * {@code kura.service.pid} and {@link #CONNECTION}. Any thread may call; no method blocks.
 */
@ProviderType
public interface FirmwareUpdates {

  /** The service property that identifies the session. */
  String CONNECTION = "connection";

  /**
   * Returns the device; its string form is {@code /} until the session has been available for the
   * first time.
   */
  DeviceIdentity identity();

  /**
   * Returns the updates of a device of the same session: one of the gateway's sub-devices, or the
   * gateway itself. The object may be kept; it follows the session and the configuration.
   * Configured versions, commands and hooks apply to the gateway only; a sub-device needs {@link
   * FirmwareInstaller} and {@link VersionSource} services that name its product. An interrupted
   * update resumes when the device is logged in again. At most eight sub-devices are updated at the
   * same time; further ones wait.
   */
  FirmwareUpdates of(DeviceIdentity device);

  /** Returns an immutable snapshot of the current status. */
  UpdateStatus status();

  /** Returns the reported versions by module. */
  Map<String, String> versions();

  /**
   * Returns the steps of the current update and of former ones, oldest first; at most a few
   * hundred.
   */
  List<JournalEntry> journal();

  /**
   * Asks the platform for a pending order, and accepts it.
   *
   * @param module {@link FirmwareOrder#DEFAULT_MODULE} for the firmware itself
   * @return the order; empty if the platform has none; fails with {@link LinkException}
   */
  CompletionStage<Optional<FirmwareOrder>> request(String module);

  /**
   * Cancels the current update. The former version stays or is restored, and the cancellation is
   * reported to the platform.
   *
   * @param reason the reason, for the platform and the journal
   * @return whether there was an update to cancel
   */
  boolean cancel(String reason);

  /** Adds a listener for changes of the status. */
  Registration addListener(UpdateListener listener);
}
