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

/** Which names the platform takes for a sub-device (developer guide 9.3, code 6280). */
public final class DeviceNames {

  private static final Pattern PRODUCT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private DeviceNames() {}

  /** Why a device cannot be called so, as a predicate. */
  public static Optional<String> problem(DeviceIdentity device) {
    if (!PRODUCT.matcher(device.productKey()).matches()) {
      return Optional.of("has a product key that is none: letters and digits");
    }
    return DeviceIdentity.isDeviceName(device.deviceName())
        ? Optional.empty()
        : Optional.of("has a name that is none: 4 to 32 letters, digits and - _ @ . :");
  }
}
