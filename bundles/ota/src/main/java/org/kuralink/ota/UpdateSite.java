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
import java.util.Optional;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Downloads;
import org.kuralink.calls.ComponentThread;
import org.kuralink.ota.install.Installers;
import org.kuralink.ota.version.Versions;
import org.kuralink.ota.wire.UpdatedDevice;

/**
 * What the updates of a device need around them.
 *
 * @param device whose updates these are
 * @param directory where the journal and the files lie
 * @param downloads of the session that there is at the moment
 */
record UpdateSite(
    ComponentThread thread,
    UpdatedDevice device,
    Path directory,
    Installers installers,
    Versions versions,
    Downloads downloads) {

  private static final String FIRMWARE = "update/firmware";
  private static final String DEVICES = "devices";

  /** For people. */
  String name() {
    return device.subDevice().map(one -> thread.name() + " " + one).orElse(thread.name());
  }

  /** The same for a sub-device. */
  UpdateSite of(DeviceIdentity subDevice) {
    return new UpdateSite(
        thread,
        new UpdatedDevice(Optional.of(subDevice), device.connection(), device.gateway()),
        directoryOf(subDevice),
        installers,
        versions,
        downloads);
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
