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
 * What the shadows of all devices of a session have in common.
 *
 * @param name of the component
 * @param settings which hold for all of them
 * @param handlers of what is desired, whichever device they are for
 * @param listeners of changes, by device
 * @param threads on which they think, and on which foreign code runs
 * @param directory where the versions of sub-devices are kept; empty where there is no lasting
 *     place
 */
record SharedShadow(
    String name,
    ShadowSettings settings,
    DesireHandlers handlers,
    ShadowListeners listeners,
    ShadowThreads threads,
    Optional<Path> directory) {

  private static final Logger LOG = LoggerFactory.getLogger(SharedShadow.class);

  /** For log lines. */
  String called(Optional<DeviceIdentity> device) {
    return device.map(one -> name + " " + one).orElse(name);
  }

  /** Where the version of a sub-device's shadow is kept. */
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

  /** Deletes what is kept of a sub-device that is gone. */
  void forget(DeviceIdentity subDevice) {
    directoryOf(subDevice)
        .ifPresent(
            kept -> {
              try {
                Medium.disk().deleteAll(kept);
              } catch (IOException e) {
                LOG.warn(
                    "{}: what was kept of the deleted {} stays: {}", name, subDevice, e.toString());
              }
            });
  }
}
