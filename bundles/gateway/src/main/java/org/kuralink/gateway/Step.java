/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import org.jspecify.annotations.Nullable;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.gateway.SubDeviceTransitions.Event;

/** What can be asked of the platform for sub-devices, in the order in which it is sent. */
enum Step {
  /** Log-out. */
  LOGOUT(Event.LOGOUT_SENT),
  /** Out of the topology. */
  UNBIND(null),
  /** Log-in; before the steps that lead there, so that what is begun comes to its end first. */
  LOGIN(Event.LOGIN_SENT),
  /** Into the topology. */
  BIND(Event.BIND_SENT),
  /** Registration signed with the product secret. */
  REGISTER_SIGNED(Event.REGISTER_SENT),
  /** Registration by name. */
  REGISTER(Event.REGISTER_SENT);

  private final @Nullable Event sent;

  Step(@Nullable Event sent) {
    this.sent = sent;
  }

  /** What its leaving is for a device, if that changes anything. */
  @Nullable Event sent() {
    return sent;
  }

  /** How many devices one message may be about. */
  int largest(GatewaySettings settings) {
    return switch (this) {
      case LOGIN, LOGOUT -> settings.loginBatch();
      case BIND, UNBIND -> settings.topologyBatch();
      case REGISTER, REGISTER_SIGNED -> settings.registerBatch();
    };
  }

  /** Whether its answer still concerns a device, which may have gone another way meanwhile. */
  boolean isUnderWay(KnownDevice device) {
    return switch (this) {
      case LOGIN -> device.state == SubDeviceState.LOGGING_IN;
      case LOGOUT -> device.state == SubDeviceState.LOGGING_OUT;
      case BIND -> device.state == SubDeviceState.BINDING;
      case REGISTER, REGISTER_SIGNED -> device.state == SubDeviceState.REGISTERING;
      case UNBIND -> device.leaving;
    };
  }

  /**
   * How many devices are tried together after so many were refused together: so that none is in
   * more than four requests for it, which fit into one minute.
   */
  static int smaller(int refused) {
    if (refused > 13) {
      return 13;
    }
    return refused > 4 ? 4 : 1;
  }
}
