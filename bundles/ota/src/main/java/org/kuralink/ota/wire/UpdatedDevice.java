/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import java.util.Optional;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;

/**
 * The device whose firmware is updated, and the services that are for it.
 *
 * @param subDevice empty for the gateway itself
 * @param connection the session's {@code kura.service.pid}; empty for the only one
 * @param gateway the identity of the gateway, if it is known
 */
public record UpdatedDevice(
    Optional<DeviceIdentity> subDevice,
    String connection,
    Supplier<Optional<DeviceIdentity>> gateway) {

  /** Returns whether a service with these properties is for this device. */
  public boolean isServedBy(HandlerProperties properties) {
    Optional<DeviceIdentity> device = subDevice.or(gateway);
    return properties.serves(connection)
        && properties.serves(device, subDevice.isEmpty() ? device : Optional.empty());
  }

  /**
   * Returns whether a service may be for this device: as {@link #isServedBy}, or while the identity
   * of the gateway is not known.
   */
  public boolean mayBeServedBy(HandlerProperties properties) {
    return isServedBy(properties) || (subDevice.isEmpty() && gateway.get().isEmpty());
  }
}
