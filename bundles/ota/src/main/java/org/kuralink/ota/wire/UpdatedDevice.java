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
 * Whose firmware it is, and so who is asked about it.
 *
 * @param subDevice empty for the gateway itself
 * @param connection the session's {@code kura.service.pid}; empty for the only one
 * @param gateway who the gateway is, as far as that is known
 */
public record UpdatedDevice(
    Optional<DeviceIdentity> subDevice,
    String connection,
    Supplier<Optional<DeviceIdentity>> gateway) {

  /** Whether somebody is there for this device. */
  public boolean isServedBy(HandlerProperties properties) {
    Optional<DeviceIdentity> device = subDevice.or(gateway);
    return properties.serves(connection)
        && properties.serves(device, subDevice.isEmpty() ? device : Optional.empty());
  }

  /** The same; but while nobody knows who the gateway is, whoever may be there for it. */
  public boolean mayBeServedBy(HandlerProperties properties) {
    return isServedBy(properties) || (subDevice.isEmpty() && gateway.get().isEmpty());
  }
}
