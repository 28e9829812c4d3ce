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
 * A listener for the online state of all devices of a session: the gateway itself and its
 * sub-devices. Called in the order of the changes, on an executor of the connection and never on
 * the thread that receives messages. The call must return quickly; an exception is logged and
 * otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceLinkListener {

  /**
   * Called when the link of a device went online or offline.
   *
   * @param online false also if the device was removed from the topology, even if its link was
   *     offline before; see {@link DeviceLink#isDeleted}
   */
  void changed(DeviceLink link, boolean online);
}
