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
import org.kuralink.connection.link.AlinkLink.Standing;

/**
 * The links of a session, one for each identity that somebody asked for, and how each stands: the
 * gateway's own with the session, that of a sub-device as the gateway capability says, and never
 * above the session. Any thread may call; changes are told in their order.
 */
final class DeviceLinks {

  /** The platform wants at most 20 and 32; the names of other platforms are longer. */
  private static final int LONGEST_NAME = 64;

  private final AlinkLink own;
  private final Map<DeviceIdentity, AlinkLink> subDevices = new ConcurrentHashMap<>();
  private final Audience audience;
  private final AlinkLink.Ways ways;
  private final Answers answers;
  private final Subscriptions subscriptions;
  private final Audience.Group<DeviceLinkListener> listeners;
  private final LongSupplier nanoTime;
  private volatile Consumer<AlinkLink> changed = link -> {};
  private volatile @Nullable TopologyGate topology;

  /** Stays when the gateway capability goes, because it may be replaced. */
  private volatile boolean hasSubDevices;

  DeviceLinks(
      DeviceIdentity identity,
      Audience audience,
      AlinkLink.Ways ways,
      Answers answers,
      Subscriptions subscriptions,
      LongSupplier nanoTime) {
    this.audience = audience;
    this.nanoTime = nanoTime;
    this.ways = ways;
    this.answers = answers;
    this.subscriptions = subscriptions;
    listeners = audience.group();
    own = new AlinkLink(identity, this);
  }

  /** Told of each sub-device that stands otherwise than before. */
  void onChange(Consumer<AlinkLink> listener) {
    changed = listener;
  }

  AlinkLink.Ways ways() {
    return ways;
  }

  Answers answers() {
    return answers;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  <T> Audience.Group<T> newGroup() {
    return audience.group();
  }

  AlinkLink own() {
    return own;
  }

  boolean isUp() {
    return own.isOnline();
  }

  /** The link of a device; the same one each time. */
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

  /** Those that there are at this moment, the gateway's own first. */
  List<DeviceLink> all() {
    return Stream.<DeviceLink>concat(Stream.of(own), subDevices.values().stream()).toList();
  }

  /** The link of a device that may be spoken to, if it has one. */
  @Nullable AlinkLink find(DeviceIdentity device) {
    if (device.equals(own.identity())) {
      return own;
    }
    AlinkLink found = subDevices.get(device);
    return found == null || found.standing() == Standing.DELETED ? null : found;
  }

  /** Whether messages on a topic may leave: those of a sub-device only while it is logged in. */
  UplinkRules.Gate gate(String topic) {
    Optional<DeviceIdentity> device = TopicFilter.deviceOf(topic);
    if (device.isEmpty() || device.get().equals(own.identity())) {
      return UplinkRules.Gate.OPEN;
    }
    AlinkLink link = subDevices.get(device.get());
    if (link == null) {
      // Left from before a restart, or of somebody who is none of ours.
      boolean waits = hasSubDevices && TopicFilter.isPlatforms(topic);
      return waits ? UplinkRules.Gate.CLOSED : UplinkRules.Gate.OPEN;
    }
    return link.standing().gate;
  }

  /** Whether there is or was somebody who logs sub-devices in. */
  boolean hasSubDevices() {
    return hasSubDevices;
  }

  /** Whether there is somebody who logs sub-devices in. */
  boolean hasGateway() {
    return topology != null;
  }

  /** Who logs sub-devices in from now on, instead of who did before. */
  synchronized void gateway(OwnSession session, Optional<GatewayCapability> capability) {
    TopologyGate before = topology;
    if (before != null && capability.filter(one -> before.belongsTo(one)).isPresent()) {
      return;
    }
    close();
    if (capability.isPresent()) {
      hasSubDevices = true;
      topology = new TopologyGate(session, this, capability.get(), audience);
    }
  }

  /** Nobody logs sub-devices in any more. */
  synchronized void close() {
    TopologyGate before = topology;
    if (before != null) {
      before.close();
      topology = null;
    }
  }

  Registration answer(AlinkLink link, String method, RequestHandler handler) {
    Registration registration =
        answers.register(link, method, (asked, request) -> handler.handle(request), handler);
    subscriptions.answered(link, method);
    return registration;
  }

  Registration answerAll(String method, DeviceRequestHandler handler) {
    Registration registration = answers.register(null, method, handler, handler);
    subscriptions.answeredByAll(method);
    return registration;
  }

  Registration listen(DeviceLinkListener listener) {
    return listeners.add(listener);
  }

  /** The session's own link is open, or gone: sub-devices are to be logged in anew. */
  synchronized void session(boolean up) {
    if (!up) {
      subDevices.values().forEach(link -> stand(link, Standing.ONLINE, Standing.OFFLINE));
    }
    stand(own, up ? Standing.OFFLINE : Standing.ONLINE, up ? Standing.ONLINE : Standing.OFFLINE);
  }

  synchronized void loggedIn(DeviceIdentity device) {
    AlinkLink link = subDevice(device);
    if (isUp()) {
      if (!link.isOnline()) {
        link.since(nanoTime.getAsLong());
      }
      stand(link, Standing.OFFLINE, Standing.ONLINE);
      answers.unpark();
    }
  }

  synchronized void loggedOut(DeviceIdentity device) {
    stand(subDevice(device), Standing.ONLINE, Standing.OFFLINE);
  }

  /**
   * The platform has refused a message of a sub-device that has no session any more; false if there
   * is nobody who could log it in again.
   */
  boolean refused(DeviceIdentity device, Reply why) {
    TopologyGate gate;
    synchronized (this) {
      gate = topology;
      AlinkLink link = subDevices.get(device);
      if (link != null && gate != null) {
        stand(link, Standing.ONLINE, Standing.OFFLINE);
      }
    }
    if (gate != null) {
      gate.refused(device, why);
    }
    return gate != null;
  }

  /** Whether a device has logged in since then, and is online. */
  boolean cameBackSince(DeviceIdentity device, long nanos) {
    AlinkLink link = subDevices.get(device);
    return link != null && link.cameBackSince(nanos);
  }

  synchronized void deleted(DeviceIdentity device) {
    AlinkLink link = subDevice(device);
    stand(link, link.standing(), Standing.DELETED);
  }

  synchronized void added(DeviceIdentity device) {
    stand(subDevice(device), Standing.DELETED, Standing.OFFLINE);
  }

  private AlinkLink subDevice(DeviceIdentity device) {
    AlinkLink link = of(device);
    if (link == own) {
      throw new IllegalArgumentException(device + " is the gateway itself");
    }
    return link;
  }

  /** Under the lock, so that all hear of changes in their order; telling only hands over. */
  private void stand(AlinkLink link, Standing from, Standing to) {
    if (link.standing() != from || from == to) {
      return;
    }
    if (link != own && to == Standing.ONLINE) {
      subscriptions.comes(link.identity()); // before anybody can speak, so that he is heard
    }
    link.standing(to);
    if (link != own) {
      if (from == Standing.ONLINE) {
        subscriptions.goes(link.identity());
      }
      changed.accept(link);
    }
    if (from == Standing.ONLINE || to == Standing.ONLINE) {
      boolean online = to == Standing.ONLINE;
      link.tell(online);
    }
    if (from == Standing.ONLINE || to != Standing.OFFLINE) {
      boolean online = to == Standing.ONLINE;
      listeners.tell(listener -> listener.changed(link, online));
    }
  }
}
