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

  /** The service property with the name of the session that is spoken through. */
  String CONNECTION = "connection";

  /** Whose updates these are; {@code /} while there has been no session yet. */
  DeviceIdentity identity();

  /**
   * The updates of a device of the same session: one of the gateway's sub-devices, or the gateway
   * itself, for which it is this one. It may be kept; it follows the session and the configuration.
   * What is configured about versions, commands and hooks is the gateway's own: a sub-device has
   * {@link FirmwareInstaller}s and {@link VersionSource}s that name its product. An update that was
   * interrupted goes on when the device is logged in again; at most eight sub-devices are updated
   * at once, the others wait for their turn.
   */
  FirmwareUpdates of(DeviceIdentity device);

  /** A picture of this moment. */
  UpdateStatus status();

  /** The versions that are reported, by module. */
  Map<String, String> versions();

  /** The steps of the present update and of those before, oldest first; at most a few hundred. */
  List<JournalEntry> journal();

  /**
   * Asks the platform whether it has an order, and takes it.
   *
   * @param module {@link FirmwareOrder#DEFAULT_MODULE} for the firmware itself
   * @return empty if the platform has none; fails with {@link LinkException}
   */
  CompletionStage<Optional<FirmwareOrder>> request(String module);

  /**
   * Gives up the present update: the former version stays or is put back, and the platform is told.
   *
   * @param reason for the platform and the journal
   * @return whether there was something to cancel
   */
  boolean cancel(String reason);

  /** Hears of changes. */
  Registration addListener(UpdateListener listener);
}
