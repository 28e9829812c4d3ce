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

/** What becomes of a CONNECT. */
public sealed interface Verdict {

  /** Come in. */
  record Accepted(Device device, String login) implements Verdict {}

  /** Here is your secret; come again with it. */
  record Registered(Device device) implements Verdict {}

  /** Stay out: the CONNACK code, the reason in plain words, and who it was if that is known. */
  record Refused(int returnCode, String reason, Optional<DeviceKey> key) implements Verdict {}
}
