/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.LifeState;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the platform has made of devices, each in a small file of its own; an active device has
 * none. Any thread may call.
 */
public final class Lives {

  private static final int MAX_BYTES = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Lives.class);

  private final Medium medium;
  private final Optional<Path> directory;
  private final String process;
  private final Kept active;

  /**
   * The lives of devices.
   *
   * @param directory empty if there is no data directory: then a restart forgets
   * @param process a word that no other run of this machine's Java has
   */
  public Lives(Optional<Path> directory, String process) {
    this(Medium.disk(), directory, process);
  }

  /** The same on a medium. */
  Lives(Medium medium, Optional<Path> directory, String process) {
    this.medium = medium;
    this.directory = directory;
    this.process = process;
    this.active = new Kept(LifeState.ACTIVE, process);
  }

  /** A word for this run of Java, which stays the same while bundles are replaced. */
  public static String thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    return self.pid() + "@" + self.info().startInstant().map(Object::toString).orElse("unknown");
  }

  /** Whether a state was set in this run of Java. */
  boolean isOfThisRun(Kept kept) {
    return kept.process.equals(process);
  }

  /** Keeps a state: when this returns it survives a power cut, unless the disk fails. */
  Kept keep(DeviceIdentity device, LifeState state) {
    Kept kept = new Kept(state, process);
    if (directory.isEmpty()) {
      return kept;
    }
    WholeFile file = new WholeFile(medium, file(directory.get(), device));
    try {
      if (state == LifeState.ACTIVE) {
        file.delete();
      } else {
        file.write(state + " " + process + "\n");
      }
    } catch (IOException e) {
      LOG.warn(
          "{}: after a restart it is not known that it is {}: {}", device, state, e.toString());
    }
    return kept;
  }

  /** The state that is kept of a device. */
  Kept read(DeviceIdentity device) {
    if (directory.isEmpty()) {
      return active;
    }
    Path file = file(directory.get(), device);
    try {
      Optional<byte[]> line = new WholeFile(medium, file).read(MAX_BYTES);
      if (line.isEmpty()) {
        return active;
      }
      String[] words = new String(line.get(), StandardCharsets.UTF_8).strip().split(" ", 2);
      return new Kept(LifeState.valueOf(words[0]), words.length > 1 ? words[1] : "");
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{}: taken for active, {} cannot be read: {}", device, file, e.toString());
      return active;
    }
  }

  /** Neither part of the name has a dot. */
  private static Path file(Path directory, DeviceIdentity device) {
    String name =
        DataDirectory.fileName(device.productKey())
            + "."
            + DataDirectory.fileName(device.deviceName());
    return directory.resolve("life." + name);
  }

  /**
   * The last state of a device, as its file has it.
   *
   * @param process the run of Java that has set it
   */
  record Kept(LifeState state, String process) {}
}
