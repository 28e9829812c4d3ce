/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.gateway;

/**
 * The state of a sub-device. The waiting states ({@link #UNREGISTERED}, {@link #UNBOUND}, {@link
 * #OFFLINE}) continue automatically, immediately or at {@link SubDeviceStatus#nextAttempt}, while
 * the gateway is online and the device should be online.
 */
public enum SubDeviceState {
  /**
   * Named by the platform or found in the field, but without a known secret and without permission
   * to register it.
   */
  FOUND,
  /** The device has no secret; the registration is pending. */
  UNREGISTERED,
  /** The registration is in progress. */
  REGISTERING,
  /** The device has a secret; adding it to the topology is pending. */
  UNBOUND,
  /** Being added to the topology. */
  BINDING,
  /** In the topology, not logged in. */
  OFFLINE,
  /** The log-in is in progress. */
  LOGGING_IN,
  /** Logged in: the device can send and receive. */
  ONLINE,
  /** The log-out is in progress. */
  LOGGING_OUT,
  /** Offline until the platform or the operator enables it. */
  DISABLED,
  /**
   * Refused for a reason that an operator has to correct; see {@link SubDeviceStatus#lastError}.
   */
  REFUSED,
  /** Removed from the topology, or deleted on the platform. */
  DELETED,
  /** In the gateway's topology on the platform, but not known to any source here. */
  BOUND_ONLY;

  /** Returns whether a request for the device waits for its reply. */
  public boolean isUnderWay() {
    return switch (this) {
      case REGISTERING, BINDING, LOGGING_IN, LOGGING_OUT -> true;
      default -> false;
    };
  }
}
