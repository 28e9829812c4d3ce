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
 * The collaborators of the updates of one device.
 *
 * @param device the device that is updated
 * @param directory holds the journal and the files
 * @param downloads of the current session
 */
record UpdateContext(
    ComponentThread thread,
    UpdatedDevice device,
    Path directory,
    Installers installers,
    Versions versions,
    Downloads downloads) {

  private static final String FIRMWARE = "update/firmware";
  private static final String DEVICES = "devices";

  /** Returns the name of the component and of the sub-device, for log lines. */
  String name() {
    return device.subDevice().map(one -> thread.name() + " " + one).orElse(thread.name());
  }

  /** Returns the context of a sub-device. */
  UpdateContext of(DeviceIdentity subDevice) {
    return new UpdateContext(
        thread,
        new UpdatedDevice(Optional.of(subDevice), device.connection(), device.gateway()),
        directoryOf(subDevice),
        installers,
        versions,
        downloads);
  }

  /** Returns the directory of everything that is stored for a sub-device. */
  Path directoryOf(DeviceIdentity subDevice) {
    return directory
        .resolve(DEVICES)
        .resolve(
            DataDirectory.fileName(subDevice.productKey())
                + "~"
                + DataDirectory.fileName(subDevice.deviceName()));
  }

  /** Returns the file of the present update, in a directory of its own. */
  Path firmwareFile() {
    return directory.resolve(FIRMWARE);
  }
}
