/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.kuralink.calls.Ranked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current settings of remote configuration and the registered services. Any thread may call.
 */
final class CotaServices {

  private static final Logger LOG = LoggerFactory.getLogger(CotaServices.class);

  final ChosenSession sessions = new ChosenSession();
  private final Ranked<Applier> appliers = new Ranked<>();
  private final Ranked<RemoteConfigurationListener> listeners = new Ranked<>();
  private final AtomicReference<@Nullable ConfigurationService> kura = new AtomicReference<>();

  private volatile CotaSettings settings = CotaSettings.of(Map.of());
  private volatile Runnable changed = () -> {};

  /** Applies settings, and selects their session; faults are logged. */
  void choose(String name, CotaSettings given) {
    settings = given;
    sessions.choose(
        given.connection(),
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
  }

  CotaSettings settings() {
    return settings;
  }

  /** Returns the faults of the settings and the session, and another one if present. */
  Stream<String> faults(Optional<String> another) {
    return Stream.of(settings.problems().stream(), another.stream(), sessions.deafness().stream())
        .flatMap(faults -> faults);
  }

  /**
   * Sets the listener that is called when a session appears or disappears, or an applier or
   * listener is registered.
   */
  void onChange(Runnable listener) {
    changed = listener;
    sessions.onChange(listener);
  }

  /** Registers an applier, or replaces its properties. */
  void put(ConfigurationApplier applier, Map<String, ?> properties) {
    appliers.put(
        applier,
        properties,
        new Applier(applier, String.valueOf(properties.get(ConfigurationApplier.NAME))));
    changed.run();
  }

  void remove(ConfigurationApplier applier, Map<String, ?> properties) {
    appliers.remove(applier, properties);
  }

  /** Returns the applier of this name for the gateway; of several the one with the highest rank. */
  Optional<ConfigurationApplier> applier(String name) {
    return appliers
        .serving(served -> serves(served, Optional.empty()))
        .filter(one -> name.equals(one.name))
        .map(one -> one.applier)
        .findFirst();
  }

  /** Returns the applier for a sub-device, whatever its name. */
  Optional<ConfigurationApplier> applier(DeviceIdentity subDevice) {
    return appliers
        .serving(served -> serves(served, Optional.of(subDevice)))
        .map(one -> one.applier)
        .findFirst();
  }

  private boolean serves(HandlerProperties served, Optional<DeviceIdentity> subDevice) {
    Optional<DeviceIdentity> gateway = gateway();
    return served.serves(settings.connection())
        && (subDevice.isPresent()
            ? served.serves(subDevice, Optional.empty())
            : served.serves(gateway, gateway));
  }

  /** Returns the identity of the gateway, if there is a session. */
  Optional<DeviceIdentity> gateway() {
    return sessions.session().map(CloudSession::identity);
  }

  void add(ConfigurationService service) {
    kura.set(service);
  }

  void remove(ConfigurationService service) {
    kura.compareAndSet(service, null);
  }

  /** Returns Kura's configuration service, if this is a Kura. */
  Optional<ConfigurationService> kura() {
    return Optional.ofNullable(kura.get());
  }

  /** Registers a listener, or replaces its properties. */
  void put(RemoteConfigurationListener listener, Map<String, ?> properties) {
    listeners.put(listener, properties, listener);
    changed.run();
  }

  void remove(RemoteConfigurationListener listener, Map<String, ?> properties) {
    listeners.remove(listener, properties);
  }

  /**
   * Returns the listeners of files of this session, in the order of their rank.
   *
   * @param subDevice the device; empty for the gateway itself
   */
  List<RemoteConfigurationListener> listeners(Optional<DeviceIdentity> subDevice) {
    return listeners.serving(served -> serves(served, subDevice)).toList();
  }

  private static final class Applier {

    private final ConfigurationApplier applier;
    private final String name;

    Applier(ConfigurationApplier applier, String name) {
      this.applier = applier;
      this.name = name;
    }
  }
}
