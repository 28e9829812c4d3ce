/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.time.Instant;
import java.util.Optional;

/**
 * The status of the fallback transport, which sends the durable messages of the gateway itself
 * while MQTT is unavailable (developer guide 3.4). The fallback is uplink only: messages of
 * sub-devices, messages that are not durable, and requests that need an answer wait for MQTT, or
 * fail.
 *
 * @param transport the fallback transport, for example {@code https}
 * @param since when the fallback started to carry messages; empty while it does not
 * @param messages how many messages the platform accepted over it since the component started
 * @param waitingDevices for how many devices messages were found that wait for MQTT; 0 while the
 *     fallback is not in use
 * @param fault why the fallback cannot be used although it is or may be needed; empty as soon as it
 *     works again
 */
public record FallbackStatus(
    String transport,
    Optional<Instant> since,
    long messages,
    int waitingDevices,
    Optional<SessionFault> fault) {

  /** Returns whether durable messages are currently sent over the fallback. */
  public boolean isInUse() {
    return since.isPresent();
  }
}
