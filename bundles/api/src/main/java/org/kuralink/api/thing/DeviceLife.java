/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import org.kuralink.api.connection.DeviceIdentity;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether the platform lets a device report. A service with the properties {@code kura.service.pid}
 * (that of the thing) and {@link Thing#CONNECTION}. Any thread may call.
 */
@ProviderType
public interface DeviceLife {

  /**
   * The state now; {@link LifeState#ACTIVE} as long as the session has never been there. It is kept
   * for each product key and device name across restarts.
   */
  LifeState life();

  /**
   * The life of another device of the same session: one of the gateway's sub-devices, or the
   * gateway itself. It may be asked for as often as one likes and kept as long as one likes; what
   * belongs to the device is made when it is used for the first time. Nothing is sent as long as
   * the gateway capability has not logged the device in.
   *
   * @param device in the topology, or to be added to it
   */
  DeviceLife of(DeviceIdentity device);
}
