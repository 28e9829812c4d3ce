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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.api.cota.ConfigurationVersion;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationStatus;
import org.kuralink.api.cota.RemoteConfigurationStatusListener;

/**
 * What an application has of one device, whatever the configuration and the session.
 *
 * @param device empty for the gateway itself
 * @param running what runs at the moment; empty when the component is gone
 */
record ConfigurationDoor(
    Optional<DeviceIdentity> device, Supplier<Optional<SessionConfigurations>> running)
    implements RemoteConfiguration {

  private Optional<Configured> present() {
    return running.get().map(all -> device.map(all::of).orElseGet(all::own));
  }

  @Override
  public RemoteConfiguration of(DeviceIdentity other) {
    return new ConfigurationDoor(Optional.of(other), running);
  }

  @Override
  public RemoteConfigurationStatus status() {
    return present()
        .map(one -> one.board().status())
        .orElseThrow(() -> new IllegalStateException("the remote configuration is gone"));
  }

  @Override
  public List<ConfigurationVersion> history() {
    return present().map(one -> one.versions().versions()).orElse(List.of());
  }

  @Override
  public Optional<ConfigurationFile> file(long version) {
    return present().flatMap(one -> one.file(version));
  }

  @Override
  public CompletionStage<ConfigurationResult> request() {
    return present().map(one -> one.configuration().request()).orElseGet(ConfigurationDoor::gone);
  }

  @Override
  public CompletionStage<ConfigurationResult> restore(long version) {
    return present()
        .map(one -> one.configuration().restore(version))
        .orElseGet(ConfigurationDoor::gone);
  }

  private static CompletionStage<ConfigurationResult> gone() {
    return CompletableFuture.completedFuture(
        OfferIntake.refused(ConfigurationStep.REQUEST, "remote configuration is gone"));
  }

  @Override
  public Registration addListener(RemoteConfigurationStatusListener listener) {
    return present().map(one -> one.board().add(listener)).orElse(() -> {});
  }
}
