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
 * How the transport stands that takes the durable messages of the gateway itself to the platform
 * while MQTT is away (developer guide 3.4). It only reports: what belongs to sub-devices, what is
 * not durable and what needs an answer waits for MQTT, or fails.
 *
 * @param transport what stands in, for example {@code https}
 * @param since when it came to carry messages; empty while it does not
 * @param messages taken by the platform over it since the component started
 * @param waitingDevices of how many devices messages were found that wait for MQTT; 0 while it
 *     carries nothing
 * @param fault why it cannot be used although it is or may be needed; empty when it works again
 */
public record FallbackStatus(
    String transport,
    Optional<Instant> since,
    long messages,
    int waitingDevices,
    Optional<SessionFault> fault) {

  /** Whether durable messages go over it at this moment. */
  public boolean isInUse() {
    return since.isPresent();
  }
}
