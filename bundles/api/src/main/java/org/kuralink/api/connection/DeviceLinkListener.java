/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears which devices of a session can speak at the moment, the gateway itself and its sub-devices,
 * in the order of the changes, on an executor of the connection that is not the one that receives
 * messages. Must return soon; an exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceLinkListener {

  /**
   * The link of a device came up, or went down.
   *
   * @param online false also if the device was taken out of the topology, even if its link was down
   *     already: {@link DeviceLink#isDeleted} tells
   */
  void changed(DeviceLink link, boolean online);
}
