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
 * How a sub-device stands with the platform. The states that wait ({@link #UNREGISTERED}, {@link
 * #UNBOUND}, {@link #OFFLINE}) go on by themselves, at once or at {@link
 * SubDeviceStatus#nextAttempt}, while the gateway is online and the device is wanted.
 */
public enum SubDeviceState {
  /** Named by the platform, or found in the field, but nobody here has its secret or may ask. */
  FOUND,
  /** Without a secret; to be registered. */
  UNREGISTERED,
  /** Its secret is being asked for. */
  REGISTERING,
  /** With a secret; to be put into the topology. */
  UNBOUND,
  /** Being put into the topology. */
  BINDING,
  /** In the topology, not logged in. */
  OFFLINE,
  /** Its log-in is under way. */
  LOGGING_IN,
  /** Logged in: it can send and hear. */
  ONLINE,
  /** Its log-out is under way. */
  LOGGING_OUT,
  /** Kept out until it is enabled, by the platform or by a person. */
  DISABLED,
  /** Refused in a way that only a person can change; {@link SubDeviceStatus#lastError} says how. */
  REFUSED,
  /** Taken out of the topology, or deleted on the platform. */
  DELETED,
  /** In the gateway's topology on the platform, but named by nobody here. */
  BOUND_ONLY;

  /** Whether something that was sent for it waits for its answer. */
  public boolean isUnderWay() {
    return switch (this) {
      case REGISTERING, BINDING, LOGGING_IN, LOGGING_OUT -> true;
      default -> false;
    };
  }
}
