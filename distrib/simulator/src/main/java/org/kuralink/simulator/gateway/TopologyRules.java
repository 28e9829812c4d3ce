/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.registry.Registry;

/**
 * The data for decisions on gateway requests: the devices, their gateways, the limits, and the
 * refusals that the operator has set.
 */
public record TopologyRules(
    Registry registry, Relations relations, FaultTable faults, GatewayLimits limits) {

  /** Refuses what a person has ordered to be refused for this device alone. */
  void checkOrders(DeviceKey key, String replyTopic) throws RefusedException {
    int ordered = faults.nextOwnReplyCode(key, replyTopic);
    if (ordered != 0) {
      throw RefusedException.of(key, ordered, "fault: reply code " + ordered);
    }
  }

  /** A device that must be there. */
  Device device(DeviceKey key) throws RefusedException {
    return registry
        .device(key)
        .orElseThrow(() -> RefusedException.of(key, 6100, "device not found"));
  }
}
