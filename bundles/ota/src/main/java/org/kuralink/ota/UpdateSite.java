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
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.ota.install.Installers;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.UpdatedDevice;

/**
 * What the updates of a device need around them.
 *
 * @param component whose name the threads have
 * @param device whose updates these are
 * @param turns how many devices are updated at once
 * @param directory where the journal and the files lie
 * @param thread on which all decisions are made
 * @param process another text after each start of the process
 */
record UpdateSite(
    String component,
    UpdatedDevice device,
    DeviceTurns turns,
    Path directory,
    ScheduledExecutorService thread,
    Clock clock,
    LongSupplier nanoTime,
    Installers installers,
    Versions versions,
    Fetching.Fetcher fetcher,
    String process) {

  private static final String FIRMWARE = "update/firmware";
  private static final String DEVICES = "devices";

  /** For people. */
  String name() {
    return device.subDevice().map(one -> component + " " + one).orElse(component);
  }

  /** The same for a sub-device, which takes its turn. */
  UpdateSite of(DeviceIdentity subDevice, DeviceTurns shared) {
    return new UpdateSite(
        component,
        new UpdatedDevice(Optional.of(subDevice), device.connection(), device.gateway()),
        shared,
        directoryOf(subDevice),
        thread,
        clock,
        nanoTime,
        installers,
        versions,
        fetcher,
        process);
  }

  /** Where all that is kept of a sub-device lies. */
  Path directoryOf(DeviceIdentity subDevice) {
    return directory
        .resolve(DEVICES)
        .resolve(
            DataDirectory.fileName(subDevice.productKey())
                + "~"
                + DataDirectory.fileName(subDevice.deviceName()));
  }

  /** Where the file of the present update lies, in a directory of its own. */
  Path firmwareFile() {
    return directory.resolve(FIRMWARE);
  }
}
