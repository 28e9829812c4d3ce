/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import org.kuralink.simulator.registry.DeviceKey;

/**
 * Receives the messages published by devices; called on the thread of the connection; must not
 * block.
 */
public interface Uplink {

  /** A message that the device was allowed to publish. */
  void message(Session session, String topic, byte[] payload);

  /** Called for a message of a gateway for a device without a session through it (spec 6). */
  void refused(Session gateway, DeviceKey device, byte[] payload);
}
