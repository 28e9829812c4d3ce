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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable snapshot of a gateway's sub-devices.
 *
 * @param gatewayOnline whether the gateway's own session is online
 * @param known the number of sub-devices
 * @param states the number of sub-devices in each state; a state without sub-devices is absent
 * @param wanted the number of sub-devices that should be online
 * @param loginsPerSecond the current rate limit of log-ins per second; lower than configured after
 *     code 429
 * @param requestsUnderWay the number of requests without a reply so far
 * @param full when the platform last refused further sub-devices (428), if that still applies
 * @param topologyRead when the topology was last read from the platform
 * @param permits until when devices may join, by product key
 * @param problems errors in the configuration; each begins with the name of the property
 */
public record GatewayStatus(
    boolean gatewayOnline,
    int known,
    Map<SubDeviceState, Integer> states,
    int wanted,
    double loginsPerSecond,
    int requestsUnderWay,
    Optional<Instant> full,
    Optional<Instant> topologyRead,
    Map<String, Instant> permits,
    List<String> problems) {

  /** Copies the collections. */
  public GatewayStatus {
    states = Map.copyOf(states);
    permits = Map.copyOf(permits);
    problems = List.copyOf(problems);
  }

  /** Returns the number of sub-devices in a state. */
  public int in(SubDeviceState state) {
    return states.getOrDefault(state, 0);
  }

  /** Returns the number of sub-devices that are online. */
  public int online() {
    return in(SubDeviceState.ONLINE);
  }
}
