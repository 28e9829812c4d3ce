/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.kuralink.api.gateway.SubDeviceState.BINDING;
import static org.kuralink.api.gateway.SubDeviceState.BOUND_ONLY;
import static org.kuralink.api.gateway.SubDeviceState.DELETED;
import static org.kuralink.api.gateway.SubDeviceState.DISABLED;
import static org.kuralink.api.gateway.SubDeviceState.FOUND;
import static org.kuralink.api.gateway.SubDeviceState.LOGGING_IN;
import static org.kuralink.api.gateway.SubDeviceState.LOGGING_OUT;
import static org.kuralink.api.gateway.SubDeviceState.OFFLINE;
import static org.kuralink.api.gateway.SubDeviceState.ONLINE;
import static org.kuralink.api.gateway.SubDeviceState.REFUSED;
import static org.kuralink.api.gateway.SubDeviceState.REGISTERING;
import static org.kuralink.api.gateway.SubDeviceState.UNBOUND;
import static org.kuralink.api.gateway.SubDeviceState.UNREGISTERED;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.gateway.SubDeviceState;

/** The transition table of sub-devices; the diagram in the README shows the same. */
final class SubDeviceTransitions {

  private static final Map<Event, Map<SubDeviceState, SubDeviceState>> TABLE =
      new EnumMap<>(Event.class);

  /** The events of a sub-device. */
  enum Event {
    /** The device has no valid secret and may request one. */
    NEEDS_SECRET,
    /** The request for its secret was sent. */
    REGISTER_SENT,
    /** The device has a secret and is not in the topology. */
    NEEDS_BINDING,
    /** The request to add it to the topology was sent. */
    BIND_SENT,
    /** The device has a secret and is in the topology. */
    NEEDS_LOGIN,
    /** Its log-in was sent. */
    LOGIN_SENT,
    /** The platform has accepted its log-in. */
    LOGGED_IN,
    /** Its log-out was sent. */
    LOGOUT_SENT,
    /** The device was logged out, on request or by the platform. */
    LOGGED_OUT,
    /** A request failed and will be repeated. */
    FAILED,
    /** The link of the gateway was lost. */
    LINK_LOST,
    /** The operator has to solve a problem. */
    REFUSED,
    /** The platform or the operator has disabled the device. */
    DISABLED,
    /** The device was removed from the topology, or deleted. */
    DELETED,
    /** No source names the device any more. */
    UNNAMED
  }

  static {
    on(
        Event.NEEDS_SECRET,
        UNREGISTERED,
        FOUND,
        UNBOUND,
        BINDING,
        OFFLINE,
        LOGGING_IN,
        DISABLED,
        REFUSED,
        DELETED,
        BOUND_ONLY);
    on(Event.REGISTER_SENT, REGISTERING, UNREGISTERED);
    on(
        Event.NEEDS_BINDING,
        UNBOUND,
        FOUND,
        UNREGISTERED,
        REGISTERING,
        OFFLINE,
        LOGGING_IN,
        ONLINE,
        LOGGING_OUT,
        DISABLED,
        REFUSED,
        DELETED,
        BOUND_ONLY);
    on(Event.BIND_SENT, BINDING, UNBOUND);
    on(
        Event.NEEDS_LOGIN,
        OFFLINE,
        FOUND,
        UNREGISTERED,
        REGISTERING,
        UNBOUND,
        BINDING,
        DISABLED,
        REFUSED,
        DELETED,
        BOUND_ONLY);
    on(Event.LOGIN_SENT, LOGGING_IN, OFFLINE);
    on(Event.LOGGED_IN, ONLINE, LOGGING_IN, OFFLINE);
    on(Event.LOGOUT_SENT, LOGGING_OUT, ONLINE);
    on(Event.LOGGED_OUT, OFFLINE, ONLINE, LOGGING_OUT);
    on(Event.FAILED, UNREGISTERED, REGISTERING);
    on(Event.FAILED, UNBOUND, BINDING);
    on(Event.FAILED, OFFLINE, LOGGING_IN);
    on(Event.LINK_LOST, UNREGISTERED, REGISTERING);
    on(Event.LINK_LOST, UNBOUND, BINDING);
    on(Event.LINK_LOST, OFFLINE, LOGGING_IN, ONLINE, LOGGING_OUT);
    on(
        Event.REFUSED,
        REFUSED,
        UNREGISTERED,
        REGISTERING,
        UNBOUND,
        BINDING,
        OFFLINE,
        LOGGING_IN,
        ONLINE);
    on(
        Event.DISABLED,
        DISABLED,
        UNREGISTERED,
        REGISTERING,
        UNBOUND,
        BINDING,
        OFFLINE,
        LOGGING_IN,
        ONLINE,
        LOGGING_OUT,
        REFUSED);
    on(
        Event.DELETED,
        DELETED,
        FOUND,
        UNREGISTERED,
        REGISTERING,
        UNBOUND,
        BINDING,
        OFFLINE,
        LOGGING_IN,
        ONLINE,
        LOGGING_OUT,
        DISABLED,
        REFUSED,
        BOUND_ONLY);
    on(Event.UNNAMED, BOUND_ONLY, UNREGISTERED, OFFLINE, DISABLED, REFUSED);
  }

  private SubDeviceTransitions() {}

  /** Returns the next state; empty if the event has no transition in this state. */
  static Optional<SubDeviceState> next(SubDeviceState state, Event event) {
    return Optional.ofNullable(TABLE.getOrDefault(event, Map.of()).get(state));
  }

  private static void on(Event event, SubDeviceState to, SubDeviceState... from) {
    Map<SubDeviceState, SubDeviceState> ways =
        TABLE.computeIfAbsent(event, fresh -> new EnumMap<>(SubDeviceState.class));
    for (SubDeviceState each : from) {
      ways.put(each, to);
    }
  }
}
