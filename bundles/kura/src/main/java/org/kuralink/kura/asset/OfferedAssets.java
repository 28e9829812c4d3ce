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
 * What assets are offered as, at the door of the gateway of their connection, whichever is there:
 * hundreds of assets are no services of their own. Of the thread of decisions alone.
 */
final class OfferedAssets {

  private static final Registration NOWHERE = () -> {};

  private final Map<SubDevice, Registration> offered = new IdentityHashMap<>();
  private @Nullable Gateway gateway;

  /** Offers a sub-device, to this gateway and to those that come in its place. */
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
   * Another gateway is that of the connection.
   *
   * @param gone the one that is no service any more, if there is one: nothing is taken back from
   *     it, so that its devices stay logged in while it is replaced
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
