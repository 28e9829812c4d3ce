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
 * The life-cycle state of a device on the platform: whether the device may report (developer guide
 * 9.7). A service with the properties {@code kura.service.pid} (that of the thing) and {@link
 * Thing#CONNECTION}. Any thread may call.
 */
@ProviderType
public interface DeviceLife {

  /**
   * Returns the current state; {@link LifeState#ACTIVE} until the session has been available for
   * the first time. The state is stored for each product key and device name and survives restarts.
   */
  LifeState life();

  /**
   * Returns the life cycle of another device of the same session: one of the gateway's sub-devices,
   * or the gateway itself. Calls are cheap and the returned object may be kept; the resources of
   * the device are created at the first use. Nothing is sent until the gateway capability has
   * logged the device in.
   *
   * @param device a device in the topology, or one that will be added to it
   */
  DeviceLife of(DeviceIdentity device);
}
