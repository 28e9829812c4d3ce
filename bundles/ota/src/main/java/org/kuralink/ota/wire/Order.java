/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import java.util.Locale;
import java.util.TreeMap;
import org.kuralink.api.ota.FirmwareOrder;

/**
 * An order with what only the bundle sees.
 *
 * @param messageId as the platform gave it; empty if none
 * @param address where the file is; carries a signature and is never shown
 */
public record Order(FirmwareOrder firmware, String messageId, String address) {

  /** What two messages about the same firmware have in common. */
  public String key() {
    return firmware.module()
        + ' '
        + firmware.version()
        + ' '
        + firmware.size()
        + ' '
        + new TreeMap<>(firmware.digests()).toString().toLowerCase(Locale.ROOT);
  }

  /** What two deliveries of the same message have in common. */
  public String delivery() {
    return messageId + ' ' + key();
  }

  /** The same order with a file that lies elsewhere. */
  public Order movedTo(Order other) {
    return new Order(firmware, messageId, other.address);
  }

  @Override
  public String toString() {
    return firmware.toString();
  }
}
