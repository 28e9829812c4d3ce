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
 * A sub-device to be taken in.
 *
 * @param device who it is
 * @param deviceSecret its secret; empty for the one that is kept or configured, or to be asked for
 * @param productSecret of its product, if the registration shall be signed with it; used once, not
 *     kept
 */
public record NewSubDevice(
    DeviceIdentity device, Optional<Secret> deviceSecret, Optional<Secret> productSecret) {

  /** One whose secret is kept, configured, or to be asked for. */
  public NewSubDevice(DeviceIdentity device) {
    this(device, Optional.empty(), Optional.empty());
  }

  /** One with its secret. */
  public NewSubDevice(DeviceIdentity device, Secret deviceSecret) {
    this(device, Optional.of(deviceSecret), Optional.empty());
  }
}
