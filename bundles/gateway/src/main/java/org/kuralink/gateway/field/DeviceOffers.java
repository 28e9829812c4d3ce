/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;

/**
 * The field devices, offered as sub-devices to the current gateway. A device that is not named any
 * more is logged out and stays in the topology. Used on the channel thread.
 */
final class DeviceOffers {

  private static final Registration NOWHERE = () -> {};

  private final Map<DeviceIdentity, Registration> offered = new HashMap<>();
  private @Nullable Gateway gateway;

  /** Replaces the devices. */
  void set(Set<DeviceIdentity> devices) {
    offered
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !devices.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    for (DeviceIdentity device : devices) {
      offered.computeIfAbsent(device, this::offer);
    }
  }

  private Registration offer(DeviceIdentity device) {
    Gateway present = gateway;
    return present == null ? NOWHERE : present.offer(() -> device);
  }

  /**
   * Tries refused devices again after a configuration: its sender may have solved their problems.
   */
  void onceMore() {
    Gateway present = gateway;
    if (present != null) {
      offered.keySet().stream()
          .filter(device -> present.find(device).filter(DeviceOffers::isRefused).isPresent())
          .forEach(present::login);
    }
  }

  private static boolean isRefused(SubDeviceStatus device) {
    return device.state() == SubDeviceState.REFUSED;
  }

  /** Changes the gateway; nothing is withdrawn from the previous one, which has gone. */
  void to(Optional<Gateway> next) {
    if (gateway != next.orElse(null)) {
      gateway = next.orElse(null);
      offered.replaceAll((device, registration) -> offer(device));
    }
  }
}
