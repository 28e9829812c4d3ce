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
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears that the platform has disabled, enabled or deleted a device, so that others, too, stop and
 * forget. Registered as a service; {@link Thing#CONNECTION} names the session (absent: every).
 *
 * <p>It serves the gateway itself, unless {@link
 * org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} names the products, and perhaps {@link
 * org.kuralink.api.connection.HandlerProperties#DEVICE_NAME} the devices, that it serves; where
 * several would do, {@code service.ranking} decides.
 *
 * <p>Called on a thread of the thing, change after change; an exception is logged and otherwise
 * ignored.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceLifeListener {

  /** The state of a device has changed. */
  void changed(DeviceIdentity device, LifeState state);
}
