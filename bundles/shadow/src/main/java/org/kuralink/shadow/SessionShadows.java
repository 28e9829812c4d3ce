/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.shadow.ShadowStatus;

/**
 * The shadows of a session: that of the gateway, and that of each sub-device that an application
 * asked for, or that is online and has a handler. It receives the messages of all devices by one
 * subscription, and the states of all links by one listener. Everything happens on the shadow's
 * thread, except {@link #of} and {@link #status}.
 */
final class SessionShadows {

  private static final String TOPIC = "/shadow/get/{productKey}/{deviceName}";

  private final ShadowContext shared;
  private final DeviceShadow own;
  private final Map<DeviceIdentity, DeviceShadow> subDevices = new ConcurrentHashMap<>();
  private volatile @Nullable CloudSession session;
  private List<Registration> registrations = List.of();
  private volatile boolean closed;

  /**
   * Creates the shadows, without a session.
   *
   * @param versions the version file of the gateway's shadow
   */
  SessionShadows(ShadowContext shared, VersionFile versions) {
    this.shared = shared;
    own = new DeviceShadow(shared, Optional.empty(), versions);
  }

  /** Uses a session from now on, instead of the former one. */
  void attach(@Nullable CloudSession fresh) {
    if (closed || session == fresh) {
      return;
    }
    detach();
    session = fresh;
    if (fresh == null) {
      return;
    }
    DeviceShadow twin = subDevices.remove(fresh.identity());
    if (twin != null) {
      twin.close();
    }
    registrations =
        List.of(
            fresh.subscribeAll(
                TOPIC,
                (link, message) ->
                    shared.threads().run(() -> received(fresh, link, message.payload()))),
            fresh.addLinkListener(
                (link, online) -> shared.threads().run(() -> changed(fresh, link, online))));
    own.attach(fresh.link(), fresh::onlyReports);
    subDevices.forEach(
        (device, shadow) ->
            shadow.attach(ChosenSession.link(fresh, device).orElse(null), fresh::onlyReports));
    shared.listeners().devices().forEach(this::of);
    meetHandlers();
  }

  private void detach() {
    registrations.forEach(Registration::close);
    registrations = List.of();
    session = null;
    own.attach(null, Optional::empty);
    subDevices.values().forEach(shadow -> shadow.attach(null, Optional::empty));
  }

  /** Stops. */
  void close() {
    detach();
    closed = true;
    own.close();
    subDevices.values().forEach(DeviceShadow::close);
  }

  /** Delivers desired values again after a change of the handlers. */
  void handlersChanged() {
    own.handlersChanged();
    subDevices.values().forEach(DeviceShadow::handlersChanged);
    meetHandlers();
  }

  /** Creates the shadows of the sub-devices that are online and have a handler. */
  private void meetHandlers() {
    CloudSession present = session;
    if (present != null) {
      present.links().stream()
          .filter(link -> link.isOnline() && serves(present, link.identity()))
          .forEach(link -> of(Optional.of(link.identity())));
    }
  }

  private boolean serves(CloudSession present, DeviceIdentity device) {
    return shared
        .handlers()
        .serve(shared.settings().connection(), device, Optional.of(present.identity()));
  }

  private void changed(CloudSession from, DeviceLink link, boolean online) {
    if (from == session && link.isDeleted()) {
      forget(link.identity());
    } else if (from == session) {
      shadowOf(from, link, online).ifPresent(shadow -> shadow.changed(link, online));
    }
  }

  /** Forgets a deleted device; later operations on it fail with its link. */
  private void forget(DeviceIdentity device) {
    DeviceShadow gone = subDevices.remove(device);
    if (gone != null) {
      gone.close();
    }
    shared.forget(device);
  }

  private void received(CloudSession from, DeviceLink link, byte[] payload) {
    if (from == session) {
      shadowOf(from, link, true).ifPresent(shadow -> shadow.received(link, payload));
    }
  }

  private Optional<DeviceShadow> shadowOf(CloudSession present, DeviceLink link, boolean wanted) {
    DeviceIdentity device = link.identity();
    if (device.equals(present.identity())) {
      return Optional.of(own);
    }
    if (wanted && !subDevices.containsKey(device) && serves(present, device)) {
      of(device);
      // It is attached to its link a moment later, and then reads its shadow.
      return Optional.empty();
    }
    return Optional.ofNullable(subDevices.get(device));
  }

  /** Returns the shadow of a device, and creates it on the first call; any thread may call. */
  DeviceShadow of(Optional<DeviceIdentity> device) {
    return device.filter(one -> !isOwn(one)).map(this::of).orElse(own);
  }

  private DeviceShadow of(DeviceIdentity device) {
    return subDevices.computeIfAbsent(
        device,
        one -> {
          DeviceShadow fresh = new DeviceShadow(shared, Optional.of(one), shared.versions(one));
          shared.threads().run(() -> begin(one, fresh));
          return fresh;
        });
  }

  private void begin(DeviceIdentity device, DeviceShadow fresh) {
    CloudSession present = session;
    if (present != null) {
      fresh.attach(ChosenSession.link(present, device).orElse(null), present::onlyReports);
    }
  }

  private boolean isOwn(DeviceIdentity device) {
    CloudSession present = session;
    return present != null && present.identity().equals(device);
  }

  /** Returns the status of a device's shadow; any thread may call. */
  ShadowStatus status(Optional<DeviceIdentity> device) {
    if (device.isEmpty() || isOwn(device.get())) {
      return own.status();
    }
    DeviceShadow present = subDevices.get(device.get());
    return present == null ? ShadowStatusHolder.nobody(device) : present.status();
  }

  /** Returns the number of shadows of sub-devices. */
  int count() {
    return subDevices.size();
  }
}
