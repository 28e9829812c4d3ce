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
 * Knows which version of a module runs. Registered as a service with the property {@link
 * FirmwareInstaller#MODULE}; it goes before what is configured. Must return within seconds: until
 * it has, its version is not known. {@code product.key} and {@code device.name} say for which
 * devices it is ({@link org.kuralink.api.connection.HandlerProperties}); without them for the
 * gateway itself.
 */
@ConsumerType
@FunctionalInterface
public interface VersionSource {

  /** The version that runs now; empty if it is not known at this moment. */
  Optional<String> version();

  /**
   * The same, for a source that serves sub-devices.
   *
   * @param subDevice whose version is asked for; empty for the gateway itself
   */
  default Optional<String> version(Optional<DeviceIdentity> subDevice) {
    return version();
  }
}
