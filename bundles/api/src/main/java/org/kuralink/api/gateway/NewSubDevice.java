/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

/**
 * A sub-device to add.
 *
 * @param device the identity
 * @param deviceSecret the device secret; empty if it is stored, configured, or to be obtained by
 *     dynamic registration
 * @param productSecret the product secret for a registration that is signed with it; used once and
 *     not stored
 */
public record NewSubDevice(
    DeviceIdentity device, Optional<Secret> deviceSecret, Optional<Secret> productSecret) {

  /**
   * Creates a sub-device whose secret is stored, configured, or to be obtained by dynamic
   * registration.
   */
  public NewSubDevice(DeviceIdentity device) {
    this(device, Optional.empty(), Optional.empty());
  }

  /** Creates a sub-device with its secret. */
  public NewSubDevice(DeviceIdentity device, Secret deviceSecret) {
    this(device, Optional.of(deviceSecret), Optional.empty());
  }
}
