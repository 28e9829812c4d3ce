/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.ota;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reports the running version of a module. Registered as a service with the property {@link
 * FirmwareInstaller#MODULE}. It takes precedence over the configured version. The service
 * properties {@code product.key} and {@code device.name} select the devices ({@link
 * org.kuralink.api.connection.HandlerProperties}); without them it reports the version of the
 * gateway itself. A call must return within seconds; until it returns, the version counts as
 * unknown.
 */
@ConsumerType
@FunctionalInterface
public interface VersionSource {

  /** Returns the running version; empty if it is currently not known. */
  Optional<String> version();

  /**
   * Returns the running version of a device. The default implementation ignores the device and
   * calls {@link #version()}; a source for several devices overrides it.
   *
   * @param subDevice the sub-device; empty for the gateway itself
   */
  default Optional<String> version(Optional<DeviceIdentity> subDevice) {
    return version();
  }
}
