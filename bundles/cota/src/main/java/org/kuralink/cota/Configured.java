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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceTurns;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.ConfigurationFile;
import org.kuralink.cota.apply.Components;
import org.kuralink.cota.apply.ComponentsApplier;
import org.kuralink.cota.apply.FileApplier;
import org.kuralink.cota.kura.KuraApplier;
import org.kuralink.cota.offer.Downloader;
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

    private static final Duration LISTENER_LIMIT = Duration.ofSeconds(10);

    /** Appliers of so many sub-devices are called beside each other. */
    private static final int LANES = 4;

    private final Shared shared;
    private final StartUp startUp = new StartUp();
    private final DeviceTurns unlimited = new DeviceTurns(Integer.MAX_VALUE);
    private final DeviceTurns turns = new DeviceTurns(SessionConfigurations.AT_ONCE);
    private final ForeignCalls ownCalls;
    private final List<ForeignCalls> calls;

    Maker(Shared shared) {
      this.shared = shared;
      this.ownCalls = shared.calls(AppliersInUse.limit());
      this.calls =
          IntStream.range(0, LANES).mapToObj(lane -> shared.calls(AppliersInUse.limit())).toList();
    }

    /** The gateway itself. */
    Configured gateway() {
      return make(Optional.empty(), shared.files, ownCalls);
    }

    /** A sub-device. */
    Configured subDevice(DeviceIdentity device) {
      ForeignCalls lane = calls.get(Math.floorMod(device.hashCode(), LANES));
      Configured fresh = make(Optional.of(device), shared.files.of(device), lane);
      fresh.configuration.load();
      return fresh;
    }

    /** Whether anything is kept of a sub-device. */
    boolean isKept(DeviceIdentity device) {
      return shared.files.of(device).isThere();
    }

    /** Whether there is something to do for a sub-device that nobody asked for. */
    boolean isKnown(DeviceIdentity device) {
      String connection = shared.settings.get().connection();
      return shared.around.applier(connection, device).isPresent()
          || !shared.around.listeners(connection, Optional.of(device)).isEmpty()
          || isKept(device);
    }

    /** Calls of foreign code end. */
    void end(Duration patience) {
      ownCalls.end(patience);
      calls.forEach(ForeignCalls::dismiss);
    }

    private Configured make(
        Optional<DeviceIdentity> subDevice, ConfigurationFiles kept, ForeignCalls lane) {
      String name = subDevice.map(one -> shared.name + " " + one).orElse(shared.name);
      VersionStore versions = new VersionStore(kept);
      Supplier<ForeignCalls> lanes = () -> shared.calls(LISTENER_LIMIT);
      StateBoard board = new StateBoard(name, shared.clock, versions, lanes);
      ConfigurationPlace place = place(name, subDevice);
      FileApplier files =
          new FileApplier(
              () -> shared.around.listeners(shared.settings.get().connection(), subDevice),
              () -> versions.current().flatMap(now -> file(versions, board, now.number())),
              startUp::isGoing);
      DeviceConfiguration configuration =
          new DeviceConfiguration(
              place,
              versions,
              shared.downloader,
              new AppliersInUse(place, applier -> applier(subDevice, applier, files), lane),
              board,
              lanes);
      return new Configured(versions, board, configuration);
    }

    private ConfigurationPlace place(String name, Optional<DeviceIdentity> subDevice) {
      return new ConfigurationPlace(
          name,
          subDevice,
          subDevice.isEmpty() ? unlimited.turn() : turns.turn(),
          shared.thread,
          shared.clock,
          startUp,
          subDevice.isEmpty() ? shared.settings : () -> shared.settings.get().ofSubDevices(),
          () ->
              shared
                  .around
                  .sessions
                  .session()
                  .flatMap(
                      session ->
                          subDevice
                              .map(one -> ChosenSession.link(session, one))
                              .orElseGet(() -> Optional.of(session.link()))));
    }

    private Optional<ConfigurationApplier> applier(
        Optional<DeviceIdentity> subDevice, String name, FileApplier files) {
      CotaServices around = shared.around;
      String connection = shared.settings.get().connection();
      if (subDevice.isPresent()) {
        return around
            .applier(connection, subDevice.get())
            .or(
                () ->
                    around.listeners(connection, subDevice).isEmpty()
                        ? Optional.empty()
                        : Optional.of(files));
      }
      return switch (name) {
        case CotaSettings.COMPONENTS ->
            Optional.of(
                new ComponentsApplier(shared.components, () -> shared.settings.get().allowed()));
        case CotaSettings.KURA ->
            around
                .kura()
                .map(
                    service ->
                        new KuraApplier(
                            service, () -> shared.settings.get().allowed(), startUp::isGoing));
        case CotaSettings.FILE -> Optional.of(files);
        default -> around.applier(connection, name);
      };
    }
  }

  /**
   * What all devices of a session have in common.
   *
   * @param name of the component
   * @param files of the gateway itself
   * @param around the services that are there
   * @param settings as they are at the moment
   */
  record Shared(
      String name,
      ConfigurationFiles files,
      CotaServices around,
      Supplier<CotaSettings> settings,
      Components components,
      Downloader downloader,
      CotaThread thread,
      Supplier<ForeignCalls.Worker> workers,
      Clock clock) {

    private ForeignCalls calls(Duration limit) {
      return new ForeignCalls(name, thread, workers, limit);
    }
  }
}
