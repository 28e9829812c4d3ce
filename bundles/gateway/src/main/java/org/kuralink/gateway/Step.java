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

/** The requests for sub-devices, in the order in which they are sent. */
enum Step {
  /** Log-out. */
  LOGOUT(Event.LOGOUT_SENT),
  /** Removal from the topology. */
  UNBIND(null),
  /** Log-in; before the steps that lead to it, so that started devices come online first. */
  LOGIN(Event.LOGIN_SENT),
  /** Addition to the topology. */
  BIND(Event.BIND_SENT),
  /** Registration signed with the product secret. */
  REGISTER_SIGNED(Event.REGISTER_SENT),
  /** Registration by name. */
  REGISTER(Event.REGISTER_SENT);

  private final @Nullable Event sent;

  Step(@Nullable Event sent) {
    this.sent = sent;
  }

  /** Returns the event for a device when the request is sent, or null. */
  @Nullable Event sent() {
    return sent;
  }

  /** Returns the largest number of devices in one message. */
  int largest(GatewaySettings settings) {
    return switch (this) {
      case LOGIN, LOGOUT -> settings.loginBatch();
      case BIND, UNBIND -> settings.topologyBatch();
      case REGISTER, REGISTER_SIGNED -> settings.registerBatch();
    };
  }

  /** Tells whether the reply still applies to a device, whose state may have changed meanwhile. */
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
   * Returns the size of the next batch after a refused one. The sizes are chosen so that a device
   * is in at most four requests, which fit into one minute.
   */
  static int smaller(int refused) {
    if (refused > 13) {
      return 13;
    }
    return refused > 4 ? 4 : 1;
  }
}
