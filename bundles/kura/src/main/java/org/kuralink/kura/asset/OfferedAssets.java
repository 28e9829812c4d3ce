/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDevice;

/**
 * The sub-devices that are offered to the gateway of their connection, also when that is replaced.
 * They are offered directly, because hundreds of assets must not be hundreds of OSGi services. Used
 * on the decision thread only.
 */
final class OfferedAssets {

  private static final Registration NOWHERE = () -> {};

  private final Map<SubDevice, Registration> offered = new IdentityHashMap<>();
  private @Nullable Gateway gateway;

  /** Offers a sub-device to the current gateway and to its replacements. */
  Registration offer(SubDevice device) {
    Gateway present = gateway;
    offered.put(device, present == null ? NOWHERE : present.offer(device));
    return () -> {
      Registration last = offered.remove(device);
      if (last != null) {
        last.close();
      }
    };
  }

  /**
   * Changes the gateway of the connection.
   *
   * @param gone the gateway that was unregistered, if there is one: nothing is withdrawn from it,
   *     so that its devices stay logged in while it is replaced
   */
  void to(Optional<Gateway> next, @Nullable Gateway gone) {
    Gateway before = gateway;
    Gateway now = next.orElse(null);
    if (now == before) {
      return;
    }
    gateway = now;
    offered.replaceAll(
        (device, registration) -> {
          if (before != gone) {
            registration.close();
          }
          return now == null ? NOWHERE : now.offer(device);
        });
  }
}
