/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A device behind a server (an entry of {@code deviceList}, developer guide 9.6). On the platform
 * it is a sub-device of the gateway.
 *
 * @param place the position in the configuration, for display, for example {@code deviceList[7]};
 *     ignored by {@code equals}
 * @param identity the identity under which its values are reported
 * @param members the members of its {@code deviceConfig}, as in {@link FieldServer#members}
 * @param model the points; one object for all devices of a product
 */
public record FieldDevice(
    String place, DeviceIdentity identity, Map<String, Object> members, FieldModel model) {

  /** Copies the members. */
  public FieldDevice {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldDevice that
        && identity.equals(that.identity)
        && members.equals(that.members)
        && model.equals(that.model);
  }

  @Override
  public int hashCode() {
    return identity.hashCode();
  }
}
