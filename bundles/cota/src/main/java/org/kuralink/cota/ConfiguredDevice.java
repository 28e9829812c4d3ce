/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.calls.ComponentThread;
import org.kuralink.cota.CotaContext.StartUp;
import org.kuralink.cota.OfferDownload.Downloader;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.FileApplier;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.cota.store.VersionStore;

/**
 * The remote configuration of one device with its stored versions and its state.
 *
 * @param versions the stored versions
 * @param machine the state machine
 */
record ConfiguredDevice(
    VersionStore versions, CotaStateMachine machine, DeviceConfiguration configuration) {

  private static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  /** Returns the file of a version; empty if that version is not stored. */
  Optional<ConfigurationFile> file(long number) {
    return file(versions, machine, number);
  }

  private static Optional<ConfigurationFile> file(
      VersionStore versions, CotaStateMachine machine, long number) {
    return versions.file(machine.device().orElse(NOBODY), number);
  }

  /** Deletes everything that is stored for a deleted device. */
  void forget() throws IOException {
    versions.files().forget();
  }

  /** Creates the remote configurations of all devices of a session. */
  static final class Factory {

    /** The number of lanes on which appliers of sub-devices are called concurrently. */
    private static final int LANES = 4;

    private final ConfigurationFiles files;
    private final CotaServices services;
    private final Components components;
    private final Downloader downloader;
    private final ComponentThread thread;
    private final Function<String, ThreadFactory> threads;
    private final StartUp startUp = new StartUp();
    private final DeviceTurns unlimited = new DeviceTurns(Integer.MAX_VALUE);
    private final DeviceTurns turns = new DeviceTurns(SessionConfigurations.AT_ONCE);
    private final ForeignCalls ownCalls;
    private final List<ForeignCalls> calls;

    /**
     * Creates the factory.
     *
     * @param files of the gateway itself
     * @param services the settings, and the registered services
     * @param threads returns a thread factory by the name of its threads
     */
    Factory(
        ConfigurationFiles files,
        CotaServices services,
        Components components,
        Downloader downloader,
        ComponentThread thread,
        Function<String, ThreadFactory> threads) {
      this.files = files;
      this.services = services;
      this.components = components;
      this.downloader = downloader;
      this.thread = thread;
      this.threads = threads;
      this.ownCalls = calls(DeviceAppliers.limit());
      this.calls =
          IntStream.range(0, LANES).mapToObj(lane -> calls(DeviceAppliers.limit())).toList();
    }

    private ForeignCalls calls(Duration limit) {
      return new ForeignCalls(thread, threads, limit);
    }

    /**
     * Creates the configuration of the gateway; the state of a former process is not loaded yet.
     */
    ConfiguredDevice gateway() {
      return make(Optional.empty(), files, ownCalls);
    }

    /** Creates the configuration of a sub-device, and loads the state of a former process. */
    ConfiguredDevice subDevice(DeviceIdentity device) {
      ForeignCalls lane = calls.get(Math.floorMod(device.hashCode(), LANES));
      ConfiguredDevice fresh = make(Optional.of(device), files.of(device), lane);
      fresh.configuration.load();
      return fresh;
    }

    /** Returns whether anything is stored for a sub-device. */
    boolean isKept(DeviceIdentity device) {
      return files.of(device).isThere();
    }

    /** Returns whether a sub-device has an applier, a listener or stored data. */
    boolean isKnown(DeviceIdentity device) {
      return services.applier(device).isPresent()
          || !services.listeners(Optional.of(device)).isEmpty()
          || isKept(device);
    }

    /** Ends the calls of foreign code. */
    void end(Duration patience) {
      ownCalls.end(patience);
      calls.forEach(ForeignCalls::dismiss);
    }

    private ConfiguredDevice make(
        Optional<DeviceIdentity> subDevice, ConfigurationFiles kept, ForeignCalls lane) {
      VersionStore versions = new VersionStore(kept);
      CotaContext context = context(subDevice);
      Supplier<ForeignCalls> lanes = () -> calls(ForeignCalls.LISTENER_LIMIT);
      CotaStateMachine machine =
          new CotaStateMachine(context.name(), thread.clock(), versions, lanes);
      FileApplier listeners =
          new FileApplier(
              () -> services.listeners(subDevice),
              () -> versions.current().flatMap(now -> file(versions, machine, now.number())),
              startUp::isGoing);
      DeviceConfiguration configuration =
          new DeviceConfiguration(
              context,
              versions,
              downloader,
              new DeviceAppliers(context, services, components, listeners, lane),
              machine,
              threads);
      return new ConfiguredDevice(versions, machine, configuration);
    }

    private CotaContext context(Optional<DeviceIdentity> subDevice) {
      return new CotaContext(
          subDevice,
          subDevice.isEmpty() ? unlimited.turn() : turns.turn(),
          thread,
          startUp,
          subDevice.isEmpty() ? services::settings : () -> services.settings().ofSubDevices(),
          () ->
              services
                  .sessions
                  .session()
                  .flatMap(
                      session ->
                          subDevice
                              .map(one -> ChosenSession.link(session, one))
                              .orElseGet(() -> Optional.of(session.link()))));
    }
  }
}
