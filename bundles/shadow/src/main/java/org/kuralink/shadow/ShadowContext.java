/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collaborators that all shadows of a session share.
 *
 * @param name of the component
 * @param settings for all devices
 * @param handlers of desired state, for all devices
 * @param listeners of changes, by device
 * @param threads for decisions and for foreign code
 * @param directory of the version files of sub-devices; empty if there is no data directory
 */
record ShadowContext(
    String name,
    ShadowSettings settings,
    DesiredStateHandlers handlers,
    ShadowListeners listeners,
    ShadowThreads threads,
    Optional<Path> directory) {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowContext.class);

  /** Returns the name for log lines. */
  String called(Optional<DeviceIdentity> device) {
    return device.map(one -> name + " " + one).orElse(name);
  }

  /** Returns the version file of a sub-device's shadow. */
  VersionFile versions(DeviceIdentity subDevice) {
    return new VersionFile(directoryOf(subDevice), threads.decisions());
  }

  private Optional<Path> directoryOf(DeviceIdentity subDevice) {
    return directory.map(
        own ->
            own.resolve("devices")
                .resolve(
                    DataDirectory.fileName(subDevice.productKey())
                        + "~"
                        + DataDirectory.fileName(subDevice.deviceName())));
  }

  /** Deletes the stored data of a deleted sub-device. */
  void forget(DeviceIdentity subDevice) {
    directoryOf(subDevice)
        .ifPresent(
            kept -> {
              try {
                Medium.disk().deleteAll(kept);
              } catch (IOException e) {
                LOG.warn(
                    "{}: cannot delete the stored data of the deleted device {}: {}",
                    name,
                    subDevice,
                    e.toString());
              }
            });
  }
}
