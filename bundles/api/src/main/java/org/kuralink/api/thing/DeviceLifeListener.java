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
 * A listener that is called when the platform disables, enables or deletes a device, so that other
 * components can stop reporting or discard their data. Registered as a service with these
 * properties:
 *
 * <ul>
 *   <li>{@link Thing#CONNECTION}: the session; absent: all sessions
 *   <li>{@link org.kuralink.api.connection.HandlerProperties#PRODUCT_KEY} and optionally {@link
 *       org.kuralink.api.connection.HandlerProperties#DEVICE_NAME}: the devices; absent: the
 *       gateway itself
 * </ul>
 *
 * <p>Called on a thread of the thing, in the order of the changes. An exception is logged and
 * otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceLifeListener {

  /** Called when the state of a device has changed. */
  void changed(DeviceIdentity device, LifeState state);
}
