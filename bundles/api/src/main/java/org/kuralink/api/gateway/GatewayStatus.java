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
 * How the sub-devices of a gateway stand at a moment.
 *
 * @param gatewayOnline whether the gateway's own session is online
 * @param known how many sub-devices there are
 * @param states how many are in each state; states in which there is none are absent
 * @param wanted how many of them are to be online
 * @param loginsPerSecond the pace of log-ins at this moment; less than configured after code 429
 * @param requestsUnderWay how many requests wait for their answers
 * @param full when the platform said last that it takes no more sub-devices (428), if that still
 *     holds
 * @param topologyRead when the platform's topology was read last
 * @param permits until when devices of a product may join, by product key
 * @param problems what is wrong with the configuration; each begins with the property's name
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

  /** Takes over what the collections hold at this moment. */
  public GatewayStatus {
    states = Map.copyOf(states);
    permits = Map.copyOf(permits);
    problems = List.copyOf(problems);
  }

  /** How many are in a state. */
  public int in(SubDeviceState state) {
    return states.getOrDefault(state, 0);
  }

  /** How many are online. */
  public int online() {
    return in(SubDeviceState.ONLINE);
  }
}
