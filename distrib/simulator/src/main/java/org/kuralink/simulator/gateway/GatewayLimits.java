/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.gateway;

import org.kuralink.simulator.Limits;

/** The limits for a gateway and its sub-devices. Immutable. */
public record GatewayLimits(
    int loginsASecond,
    int loginsAMinute,
    int onlineBehindGateway,
    int onlineTogether,
    int topology,
    int inOneRequest,
    int inOneBatch) {

  private static final int WITHOUT = Integer.MAX_VALUE;

  /** Returns the gateway limits for these limits of the platform. */
  public static GatewayLimits of(Limits limits) {
    GatewayLimits platform = new GatewayLimits(200, 5, 1500, WITHOUT, 2000, 30, 50);
    return switch (limits) {
      case PLATFORM -> platform;
      case FREE -> platform.withOnlineTogether(50);
      case NONE -> new GatewayLimits(WITHOUT, WITHOUT, WITHOUT, WITHOUT, WITHOUT, 30, 50);
    };
  }

  /** Log-ins of sub-devices a second, all gateways together. */
  public GatewayLimits withLoginsASecond(int number) {
    return new GatewayLimits(
        number,
        loginsAMinute,
        onlineBehindGateway,
        onlineTogether,
        topology,
        inOneRequest,
        inOneBatch);
  }

  /** Sub-devices that may be there through one gateway. */
  public GatewayLimits withOnlineBehindGateway(int number) {
    return new GatewayLimits(
        loginsASecond, loginsAMinute, number, onlineTogether, topology, inOneRequest, inOneBatch);
  }

  /** Devices of all kinds that may be there when one more sub-device logs in. */
  public GatewayLimits withOnlineTogether(int number) {
    return new GatewayLimits(
        loginsASecond,
        loginsAMinute,
        onlineBehindGateway,
        number,
        topology,
        inOneRequest,
        inOneBatch);
  }

  /** Sub-devices in the topology of one gateway. */
  public GatewayLimits withTopology(int number) {
    return new GatewayLimits(
        loginsASecond,
        loginsAMinute,
        onlineBehindGateway,
        onlineTogether,
        number,
        inOneRequest,
        inOneBatch);
  }

  /** Sub-devices in one batch of log-ins or log-outs. */
  public GatewayLimits withInOneBatch(int number) {
    return new GatewayLimits(
        loginsASecond,
        loginsAMinute,
        onlineBehindGateway,
        onlineTogether,
        topology,
        inOneRequest,
        number);
  }
}
