/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.auth;

import java.util.Optional;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

/** The decision about a CONNECT packet. */
public sealed interface Verdict {

  /** The log-in is accepted. */
  record Accepted(Device device, String login) implements Verdict {}

  /** The device is registered and receives its secret, with which it must log in. */
  record Registered(Device device) implements Verdict {}

  /** The log-in is refused: the CONNACK code, the reason, and the device if it is known. */
  record Refused(int returnCode, String reason, Optional<DeviceKey> key) implements Verdict {}
}
