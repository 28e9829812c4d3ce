/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * An immutable snapshot of a sub-device's status.
 *
 * @param device the identity
 * @param state the state
 * @param since when the device entered the state
 * @param wanted whether the device should be online: it was not logged out or disabled here
 * @param sources where the device comes from; may be empty
 * @param lastError the last error; kept until the next success of the same step
 * @param nextAttempt the earliest time of the next attempt, if one is scheduled
 * @param logins how often the device came online since the gateway started
 * @param losses how often the device went offline unrequested, including the gateway's own outages
 * @param failures how many attempts (registration, topology, log-in) were refused or not answered
 */
public record SubDeviceStatus(
    DeviceIdentity device,
    SubDeviceState state,
    Instant since,
    boolean wanted,
    Set<SubDeviceSource> sources,
    Optional<SubDeviceError> lastError,
    Optional<Instant> nextAttempt,
    long logins,
    long losses,
    long failures) {

  /** Copies the set. */
  public SubDeviceStatus {
    sources = Set.copyOf(sources);
  }
}
