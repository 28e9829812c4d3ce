/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.capability;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.alink.Capability;
import org.kuralink.simulator.broker.SessionTable;
import org.kuralink.simulator.cota.Configurations;
import org.kuralink.simulator.files.FileLinks;
import org.kuralink.simulator.files.FileServer;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.ota.FirmwareJobs;
import org.kuralink.simulator.ota.FirmwareTopics;
import org.kuralink.simulator.ota.UpgradeMessages;
import org.kuralink.simulator.registry.Registry;

/** The capabilities that deliver files to devices: firmware and remote configuration. */
public final class Deliveries implements AutoCloseable {
  private final FileServer files;
  private final FirmwareJobs firmware;
  private final FirmwareTopics firmwareTopics;
  private final Configurations configurations;

  /** With what was kept in the directory at the last stop. */
  public Deliveries(
      Path data,
      Registry registry,
      SessionTable sessions,
      Journal journal,
      SimulatorOptions options,
      FileLinks.Origin origin)
      throws IOException {
    Clock clock = options.clock();
    files = new FileServer(data.resolve("files"), clock, origin);
    UpgradeMessages upgrades = new UpgradeMessages(sessions, files, clock);
    firmware = new FirmwareJobs(data, registry, upgrades, journal, clock);
    firmwareTopics = new FirmwareTopics(firmware, upgrades);
    configurations = new Configurations(data, registry, sessions, files, journal, options);
    registry.listen(firmware);
    registry.listen(configurations);
  }

  /** Returns the endpoints of devices. */
  public List<Capability> all() {
    return List.of(firmwareTopics, configurations);
  }

  /** Files that devices download. */
  public FileServer files() {
    return files;
  }

  /** Firmware and the jobs that bring it to devices. */
  public FirmwareJobs firmware() {
    return firmware;
  }

  public Configurations configurations() {
    return configurations;
  }

  /** Whether firmware or a configuration needs the file. */
  public boolean uses(String fileId) {
    return firmware.uses(fileId) || configurations.uses(fileId);
  }

  @Override
  public void close() throws InterruptedException {
    firmware.close();
    configurations.close();
  }
}
