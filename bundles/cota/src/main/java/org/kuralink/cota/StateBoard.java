/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.api.cota.RemoteConfigurationStatus;
import org.kuralink.api.cota.RemoteConfigurationStatusListener;
import org.kuralink.cota.store.VersionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a remote configuration is doing, for those who want to know. Changed by its thread only. */
final class StateBoard {

  private static final Logger LOG = LoggerFactory.getLogger(StateBoard.class);

  private final String name;
  private final Clock clock;
  private final VersionStore versions;
  private final List<RemoteConfigurationStatusListener> listeners = new CopyOnWriteArrayList<>();
  private volatile RemoteConfigurationState state = RemoteConfigurationState.IDLE;
  private volatile Instant since;
  private volatile Optional<DeviceIdentity> device = Optional.empty();
  private volatile Optional<ConfigurationResult> last = Optional.empty();
  private volatile Optional<Instant> confirmUntil = Optional.empty();

  StateBoard(String name, Clock clock, VersionStore versions) {
    this.name = name;
    this.clock = clock;
    this.versions = versions;
    this.since = clock.instant();
  }

  RemoteConfigurationState state() {
    return state;
  }

  /** Goes to a state; the line in the log names the event. */
  void to(RemoteConfigurationState next, String event) {
    RemoteConfigurationState former = state;
    if (former == next) {
      return;
    }
    LOG.info("{}: {} -> {} ({})", name, words(former), words(next), event);
    state = next;
    since = clock.instant();
    if (next != RemoteConfigurationState.CONFIRMING) {
      confirmUntil = Optional.empty();
    }
    tell();
  }

  void confirming(Instant until, String event) {
    confirmUntil = Optional.of(until);
    to(RemoteConfigurationState.CONFIRMING, event);
  }

  void device(DeviceIdentity identity) {
    device = Optional.of(identity);
  }

  Optional<DeviceIdentity> device() {
    return device;
  }

  void ended(ConfigurationResult result) {
    last = Optional.of(result);
    to(RemoteConfigurationState.IDLE, words(result.outcome()));
  }

  RemoteConfigurationStatus status() {
    return new RemoteConfigurationStatus(
        device, state, since, versions.current(), last, confirmUntil);
  }

  Registration add(RemoteConfigurationStatusListener listener) {
    RemoteConfigurationStatusListener own = listener::changed;
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  private void tell() {
    RemoteConfigurationStatus status = status();
    for (RemoteConfigurationStatusListener listener : listeners) {
      try {
        listener.changed(status);
      } catch (RuntimeException e) {
        LOG.warn("{}: a listener failed: {}", name, e.toString());
      }
    }
  }

  /** A constant as people write it. */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
