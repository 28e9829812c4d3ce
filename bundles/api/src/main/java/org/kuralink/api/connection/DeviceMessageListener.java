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
 * Receives raw messages to any device of a session, on an executor of the connection, in the order
 * of their arrival. Must return soon; an exception is logged and otherwise ignored.
 */
@ConsumerType
@FunctionalInterface
public interface DeviceMessageListener {

  /**
   * A message arrived.
   *
   * @param link of the device whose topic it came on
   */
  void received(DeviceLink link, Message message);
}
