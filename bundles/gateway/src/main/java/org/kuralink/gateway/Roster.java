/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceFilter;
import org.kuralink.api.gateway.SubDevicePage;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.gateway.SubDeviceTransitions.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All known sub-devices. Only this class changes the state of one: it looks up each transition in
 * {@link SubDeviceTransitions}, logs it once and publishes the new status. Changed on the gateway's
 * thread; any thread may read.
 *
 * <p>Of many transitions at the same time, for example when a thousand devices come online, the
 * first {@value #SINGLE} of each second are logged one by one. The others share one line, and are
 * logged one by one at DEBUG.
 */
final class Roster {

  /** The largest number of single lines per second. */
  static final int SINGLE = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
  private static final long MOMENT = Duration.ofSeconds(1).toNanos();
  private static final int WORDS = 300;

  private final String name;
  private final GatewayTime time;
  private final Map<DeviceIdentity, KnownDevice> devices = new LinkedHashMap<>();
  private final Map<DeviceIdentity, SubDeviceStatus> shown = new ConcurrentHashMap<>();
  private final Map<String, Integer> more = new TreeMap<>();
  private Moved moved = (device, from, status) -> {};
  private long momentEnds;
  private int lines;

  /** Creates an empty roster. */
  Roster(String name, GatewayTime time) {
    this.name = name;
    this.time = time;
    momentEnds = time.now();
  }

  /** A listener for transitions and other changes of the status, on the gateway's thread. */
  @FunctionalInterface
  interface Moved {

    /** Called after the status of a device has changed. */
    void moved(KnownDevice device, SubDeviceState from, SubDeviceStatus status);
  }

  void onMove(Moved listener) {
    moved = listener;
  }

  @Nullable KnownDevice find(DeviceIdentity device) {
    return devices.get(device);
  }

  /** Returns the devices in the order in which they became known. */
  Collection<KnownDevice> all() {
    return devices.values();
  }

  KnownDevice add(DeviceIdentity identity, SubDeviceState state) {
    KnownDevice fresh = new KnownDevice(identity, state, time.instant());
    devices.put(identity, fresh);
    shown.put(identity, status(fresh));
    return fresh;
  }

  void remove(KnownDevice device) {
    devices.remove(device.identity);
    shown.remove(device.identity);
  }

  /** Moves a device; returns false if the event has no transition in its state. */
  boolean go(KnownDevice device, Event event) {
    SubDeviceState from = device.state;
    Optional<SubDeviceState> next = SubDeviceTransitions.next(from, event);
    if (next.isEmpty()) {
      return false;
    }
    device.state = next.get();
    device.since = time.instant();
    log(device, from, event);
    show(device, from);
    return true;
  }

  /** Publishes the changed status of a device. */
  void show(KnownDevice device) {
    show(device, device.state);
  }

  private void show(KnownDevice device, SubDeviceState from) {
    SubDeviceStatus status = status(device);
    shown.put(device.identity, status);
    moved.moved(device, from, status);
  }

  private SubDeviceStatus status(KnownDevice device) {
    boolean waits =
        switch (device.state) {
          case UNREGISTERED, UNBOUND, OFFLINE, DISABLED -> true;
          default -> false;
        };
    return device.status(device.pause().filter(at -> waits).map(time::instantOf));
  }

  private void log(KnownDevice device, SubDeviceState from, Event event) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    SubDeviceError error = device.error;
    String why =
        error == null || isCalm(event) ? "" : ": " + VisibleText.of(error.message(), WORDS);
    if (time.now() >= momentEnds) {
      momentEnds = time.now() + MOMENT;
      lines = 0;
    }
    boolean concerns =
        !device.state.isUnderWay() && (concerns(device.state) || from == SubDeviceState.ONLINE);
    if (concerns && ++lines > SINGLE) {
      if (more.isEmpty()) {
        time.thread()
            .schedule(
                this::sumUp,
                Math.max(0, momentEnds - time.now()),
                java.util.concurrent.TimeUnit.NANOSECONDS);
      }
      more.merge(from + " -> " + device.state, 1, Integer::sum);
    }
    if (!concerns || lines > SINGLE) {
      LOG.debug("{}: {} {} -> {}, {}{}", name, device.identity, from, device.state, event, why);
    } else if (event == Event.REFUSED) {
      LOG.warn("{}: {} {} -> {}{}", name, device.identity, from, device.state, why);
    } else {
      LOG.info("{}: {} {} -> {}, {}{}", name, device.identity, from, device.state, event, why);
    }
  }

  /** Tells whether an event has nothing to do with the last error of the device. */
  private static boolean isCalm(Event event) {
    return switch (event) {
      case LOGGED_IN, LOGIN_SENT, BIND_SENT, REGISTER_SENT, LOGOUT_SENT, LINK_LOST, UNNAMED -> true;
      default -> false;
    };
  }

  private static boolean concerns(SubDeviceState state) {
    return switch (state) {
      case ONLINE, DISABLED, REFUSED, DELETED -> true;
      default -> false;
    };
  }

  private void sumUp() {
    if (!more.isEmpty()) {
      LOG.info("{}: further transitions within a second: {}", name, more);
      more.clear();
    }
  }

  /** Returns the number of devices in each state. Any thread may call. */
  Map<SubDeviceState, Integer> counts() {
    Map<SubDeviceState, Integer> counts = new EnumMap<>(SubDeviceState.class);
    shown.values().forEach(one -> counts.merge(one.state(), 1, Integer::sum));
    return counts;
  }

  /** Returns the number of devices that have to be online. Any thread may call. */
  int wanted() {
    return (int) shown.values().stream().filter(SubDeviceStatus::wanted).count();
  }

  int size() {
    return shown.size();
  }

  Optional<SubDeviceStatus> shown(DeviceIdentity device) {
    return Optional.ofNullable(shown.get(device));
  }

  SubDevicePage page(SubDeviceFilter filter, int offset, int limit) {
    if (offset < 0 || limit < 1) {
      throw new IllegalArgumentException(
          "offset must be 0 or more, limit 1 or more, not " + offset + " and " + limit);
    }
    List<SubDeviceStatus> matching = new ArrayList<>(shown.values());
    matching.removeIf(one -> !filter.matches(one));
    matching.sort(
        Comparator.comparing((SubDeviceStatus one) -> one.device().productKey())
            .thenComparing(one -> one.device().deviceName()));
    int from = Math.min(offset, matching.size());
    int to = (int) Math.min(matching.size(), (long) from + limit);
    return new SubDevicePage(matching.subList(from, to), from, matching.size(), shown.size());
  }
}
