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
import org.kuralink.cota.ConfigurationPlace.StartUp;
import org.kuralink.cota.OfferIntake.Downloader;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.FileApplier;
import org.kuralink.cota.store.ConfigurationFiles;
import org.kuralink.cota.store.VersionStore;

/**
 * A device and its remote configuration.
 *
 * @param versions what is kept of it
 * @param board what it is doing
 */
record Configured(VersionStore versions, StateBoard board, DeviceConfiguration configuration) {

  private static final DeviceIdentity NOBODY = new DeviceIdentity("", "");

  /** A version's file; empty if that version is not kept. */
  Optional<ConfigurationFile> file(long number) {
    return file(versions, board, number);
  }

  private static Optional<ConfigurationFile> file(
      VersionStore versions, StateBoard board, long number) {
    return versions.file(board.device().orElse(NOBODY), number);
  }

  /** The device is gone, and with it all that was kept. */
  void forget() throws IOException {
    versions.files().forget();
  }

  /** Makes them, of what all devices of a session have in common. */
  static final class Maker {

    /** Appliers of so many sub-devices are called beside each other. */
    private static final int LANES = 4;

    private final ConfigurationFiles files;
    private final CotaServices around;
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
     * Nobody is configured yet.
     *
     * @param files of the gateway itself
     * @param around the settings, and the services that are there
     * @param threads by their names
     */
    Maker(
        ConfigurationFiles files,
        CotaServices around,
        Components components,
        Downloader downloader,
        ComponentThread thread,
        Function<String, ThreadFactory> threads) {
      this.files = files;
      this.around = around;
      this.components = components;
      this.downloader = downloader;
      this.thread = thread;
      this.threads = threads;
      this.ownCalls = calls(AppliersInUse.limit());
      this.calls =
          IntStream.range(0, LANES).mapToObj(lane -> calls(AppliersInUse.limit())).toList();
    }

    private ForeignCalls calls(Duration limit) {
      return new ForeignCalls(thread, threads, limit);
    }

    /** The gateway's own; what a former process left of it is not read yet. */
    Configured gateway() {
      return make(Optional.empty(), files, ownCalls);
    }

    /** That of a sub-device, with what a former process left of it. */
    Configured subDevice(DeviceIdentity device) {
      ForeignCalls lane = calls.get(Math.floorMod(device.hashCode(), LANES));
      Configured fresh = make(Optional.of(device), files.of(device), lane);
      fresh.configuration.load();
      return fresh;
    }

    /** Whether anything is kept of a sub-device. */
    boolean isKept(DeviceIdentity device) {
      return files.of(device).isThere();
    }

    /** Whether there is something to do for a sub-device that nobody asked for. */
    boolean isKnown(DeviceIdentity device) {
      return around.applier(device).isPresent()
          || !around.listeners(Optional.of(device)).isEmpty()
          || isKept(device);
    }

    /** Calls of foreign code end. */
    void end(Duration patience) {
      ownCalls.end(patience);
      calls.forEach(ForeignCalls::dismiss);
    }

    private Configured make(
        Optional<DeviceIdentity> subDevice, ConfigurationFiles kept, ForeignCalls lane) {
      VersionStore versions = new VersionStore(kept);
      ConfigurationPlace place = place(subDevice);
      Supplier<ForeignCalls> lanes = () -> calls(ForeignCalls.LISTENER_LIMIT);
      StateBoard board = new StateBoard(place.name(), thread.clock(), versions, lanes);
      FileApplier listeners =
          new FileApplier(
              () -> around.listeners(subDevice),
              () -> versions.current().flatMap(now -> file(versions, board, now.number())),
              startUp::isGoing);
      DeviceConfiguration configuration =
          new DeviceConfiguration(
              place,
              versions,
              downloader,
              new AppliersInUse(place, around, components, listeners, lane),
              board,
              threads);
      return new Configured(versions, board, configuration);
    }

    private ConfigurationPlace place(Optional<DeviceIdentity> subDevice) {
      return new ConfigurationPlace(
          subDevice,
          subDevice.isEmpty() ? unlimited.turn() : turns.turn(),
          thread,
          startUp,
          subDevice.isEmpty() ? around::settings : () -> around.settings().ofSubDevices(),
          () ->
              around
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
