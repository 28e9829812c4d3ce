/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceLinkListener;
import org.kuralink.api.connection.DeviceRequestHandler;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestHandler;
import org.kuralink.connection.link.AlinkLink.LinkState;

/**
 * The links of a session, one for each requested identity, and their states. The gateway's link
 * follows the session, the link of a sub-device follows the gateway capability and is never online
 * without the session. Any thread may call; changes are notified in order.
 */
final class DeviceLinks {

  /** The platform allows 20 and 32 characters; other platforms allow more. */
  private static final int LONGEST_NAME = 64;

  private final AlinkLink own;
  private final Map<DeviceIdentity, AlinkLink> subDevices = new ConcurrentHashMap<>();
  private final ListenerLanes lanes;
  private final AlinkLink.Shared shared;
  private final RequestDispatcher dispatcher;
  private final Subscriptions subscriptions;
  private final ListenerLanes.Group<DeviceLinkListener> listeners;
  private final LongSupplier nanoTime;
  private volatile Consumer<AlinkLink> changed = link -> {};
  private volatile @Nullable TopologyGate topology;

  /** Stays true when the gateway capability is removed, because it may be replaced. */
  private volatile boolean hasSubDevices;

  DeviceLinks(
      DeviceIdentity identity,
      ListenerLanes lanes,
      AlinkLink.Shared shared,
      RequestDispatcher dispatcher,
      Subscriptions subscriptions,
      LongSupplier nanoTime) {
    this.lanes = lanes;
    this.nanoTime = nanoTime;
    this.shared = shared;
    this.dispatcher = dispatcher;
    this.subscriptions = subscriptions;
    listeners = lanes.group();
    own = new AlinkLink(identity, this);
  }

  /** Sets the listener of state changes of sub-devices. */
  void onChange(Consumer<AlinkLink> listener) {
    changed = listener;
  }

  AlinkLink.Shared shared() {
    return shared;
  }

  RequestDispatcher dispatcher() {
    return dispatcher;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  <T> ListenerLanes.Group<T> newGroup() {
    return lanes.group();
  }

  AlinkLink own() {
    return own;
  }

  boolean isUp() {
    return own.isOnline();
  }

  /** Returns the link of a device; always the same one. */
  AlinkLink of(DeviceIdentity device) {
    if (device.equals(own.identity())) {
      return own;
    }
    AlinkLink present = subDevices.get(device);
    if (present != null) {
      return present;
    }
    checkName(device, "product key", device.productKey());
    checkName(device, "device name", device.deviceName());
    return subDevices.computeIfAbsent(device, fresh -> new AlinkLink(fresh, this));
  }

  private static void checkName(DeviceIdentity device, String what, String name) {
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(c -> c <= ' ' || "/+#{}".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "the " + what + " of a device cannot be '" + name + "': " + device);
    }
  }

  /** Returns all present links, the gateway's first. */
  List<DeviceLink> all() {
    return Stream.<DeviceLink>concat(Stream.of(own), subDevices.values().stream()).toList();
  }

  /** Returns the link of a device unless it has none or was deleted. */
  @Nullable AlinkLink find(DeviceIdentity device) {
    if (device.equals(own.identity())) {
      return own;
    }
    AlinkLink found = subDevices.get(device);
    return found == null || found.state() == LinkState.DELETED ? null : found;
  }

  /**
   * Returns whether messages on a topic may be sent; those of a sub-device only while it is online.
   */
  UplinkRules.Gate gate(String topic) {
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(topic);
    if (device.isEmpty() || device.get().equals(own.identity())) {
      return UplinkRules.Gate.OPEN;
    }
    AlinkLink link = subDevices.get(device.get());
    if (link == null) {
      // From before a restart, or of a device that is not ours.
      boolean waits = hasSubDevices && TopicFilter.isPlatforms(topic);
      return waits ? UplinkRules.Gate.CLOSED : UplinkRules.Gate.OPEN;
    }
    return link.state().gate;
  }

  /** Returns whether a gateway capability is or was registered. */
  boolean hasSubDevices() {
    return hasSubDevices;
  }

  /** Returns whether a gateway capability is registered. */
  boolean hasGateway() {
    return topology != null;
  }

  /** Sets the gateway capability instead of the present one. */
  synchronized void gateway(OwnSession session, Optional<GatewayCapability> capability) {
    TopologyGate before = topology;
    if (before != null && capability.filter(one -> before.belongsTo(one)).isPresent()) {
      return;
    }
    close();
    if (capability.isPresent()) {
      hasSubDevices = true;
      topology = new TopologyGate(session, this, capability.get(), lanes);
    }
  }

  /** Removes the gateway capability. */
  synchronized void close() {
    TopologyGate before = topology;
    if (before != null) {
      before.close();
      topology = null;
    }
  }

  Registration answer(AlinkLink link, String method, RequestHandler handler) {
    Registration registration =
        dispatcher.register(link, method, (asked, request) -> handler.handle(request), handler);
    subscriptions.answered(link, method);
    return registration;
  }

  Registration answerAll(String method, DeviceRequestHandler handler) {
    Registration registration = dispatcher.register(null, method, handler, handler);
    subscriptions.answeredByAll(method);
    return registration;
  }

  Registration listen(DeviceLinkListener listener) {
    return listeners.add(listener);
  }

  /** The session's link is open or lost; sub-devices have to log in again. */
  synchronized void session(boolean up) {
    if (!up) {
      subDevices.values().forEach(link -> change(link, LinkState.ONLINE, LinkState.OFFLINE));
    }
    change(
        own, up ? LinkState.OFFLINE : LinkState.ONLINE, up ? LinkState.ONLINE : LinkState.OFFLINE);
  }

  synchronized void loggedIn(DeviceIdentity device) {
    AlinkLink link = subDevice(device);
    if (isUp()) {
      if (!link.isOnline()) {
        link.since(nanoTime.getAsLong());
      }
      change(link, LinkState.OFFLINE, LinkState.ONLINE);
      dispatcher.unpark();
    }
  }

  synchronized void loggedOut(DeviceIdentity device) {
    change(subDevice(device), LinkState.ONLINE, LinkState.OFFLINE);
  }

  /**
   * The platform refused a message of a sub-device because it has no session; returns false if no
   * gateway capability can log it in again.
   */
  boolean refused(DeviceIdentity device, Reply why) {
    TopologyGate gate;
    synchronized (this) {
      gate = topology;
      AlinkLink link = subDevices.get(device);
      if (link != null && gate != null) {
        change(link, LinkState.ONLINE, LinkState.OFFLINE);
      }
    }
    if (gate != null) {
      gate.refused(device, why);
    }
    return gate != null;
  }

  /** Returns whether a device is online and has logged in after this time. */
  boolean cameBackSince(DeviceIdentity device, long nanos) {
    AlinkLink link = subDevices.get(device);
    return link != null && link.cameBackSince(nanos);
  }

  synchronized void deleted(DeviceIdentity device) {
    AlinkLink link = subDevice(device);
    change(link, link.state(), LinkState.DELETED);
  }

  synchronized void added(DeviceIdentity device) {
    change(subDevice(device), LinkState.DELETED, LinkState.OFFLINE);
  }

  private AlinkLink subDevice(DeviceIdentity device) {
    AlinkLink link = of(device);
    if (link == own) {
      throw new IllegalArgumentException(device + " is the gateway itself");
    }
    return link;
  }

  /** Changes a state under the lock, so that all listeners see the changes in order. */
  private void change(AlinkLink link, LinkState from, LinkState to) {
    if (link.state() != from || from == to) {
      return;
    }
    if (link != own && to == LinkState.ONLINE) {
      subscriptions.comes(link.identity()); // before the device may send, so that replies arrive
    }
    link.state(to);
    if (link != own) {
      if (from == LinkState.ONLINE) {
        subscriptions.goes(link.identity());
      }
      changed.accept(link);
    }
    if (from == LinkState.ONLINE || to == LinkState.ONLINE) {
      boolean online = to == LinkState.ONLINE;
      link.tell(online);
    }
    if (from == LinkState.ONLINE || to != LinkState.OFFLINE) {
      boolean online = to == LinkState.ONLINE;
      listeners.tell(listener -> listener.changed(link, online));
    }
  }
}
