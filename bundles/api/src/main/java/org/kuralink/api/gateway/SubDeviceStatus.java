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
 * How one sub-device stands at a moment.
 *
 * @param device who it is
 * @param state how it stands
 * @param since when it came into this state
 * @param wanted whether it is to be online: nobody logged it out or disabled it here
 * @param sources who names it; empty if nobody does
 * @param lastError what went wrong last; stays until the next success of the same step
 * @param nextAttempt when it is tried again at the earliest, if it waits for that
 * @param logins how often it came online since the gateway started
 * @param losses how often it went offline without being asked to, the gateway's own outages
 *     included
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

  /** Takes over what the set holds at this moment. */
  public SubDeviceStatus {
    sources = Set.copyOf(sources);
  }
}
