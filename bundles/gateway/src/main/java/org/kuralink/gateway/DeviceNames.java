/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.Optional;
import java.util.regex.Pattern;
import org.kuralink.api.connection.DeviceIdentity;

/** The rules of the platform for names of sub-devices (developer guide 9.3, code 6280). */
public final class DeviceNames {

  private static final Pattern PRODUCT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private DeviceNames() {}

  /** Returns what is wrong with the name of a device, as a predicate. */
  public static Optional<String> problem(DeviceIdentity device) {
    if (!PRODUCT.matcher(device.productKey()).matches()) {
      return Optional.of("has an invalid product key: allowed are letters and digits");
    }
    return DeviceIdentity.isDeviceName(device.deviceName())
        ? Optional.empty()
        : Optional.of("has an invalid name: allowed are 4 to 32 letters, digits and - _ @ . :");
  }
}
