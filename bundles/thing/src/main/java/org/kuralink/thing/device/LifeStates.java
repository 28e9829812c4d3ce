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
 * The life states of devices on disk: one small file for each device that is disabled or deleted,
 * none for an active one. Any thread may call.
 */
public final class LifeStates {

  private static final int MAX_BYTES = 200;
  private static final Logger LOG = LoggerFactory.getLogger(LifeStates.class);

  private final Medium medium;
  private final Optional<Path> directory;
  private final String process;
  private final Kept active;

  /**
   * Creates the store.
   *
   * @param directory the data directory; if empty, a restart loses the states
   * @param process an identifier of this JVM process
   */
  public LifeStates(Optional<Path> directory, String process) {
    this(Medium.disk(), directory, process);
  }

  /** Creates the store on another medium, for tests. */
  LifeStates(Medium medium, Optional<Path> directory, String process) {
    this.medium = medium;
    this.directory = directory;
    this.process = process;
    this.active = new Kept(LifeState.ACTIVE, process);
  }

  /** Returns an identifier of this JVM process, which stays the same while bundles are replaced. */
  public static String thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    return self.pid() + "@" + self.info().startInstant().map(Object::toString).orElse("unknown");
  }

  /** Tells whether a state was set in this JVM process. */
  boolean isOfThisRun(Kept kept) {
    return kept.process.equals(process);
  }

  /** Stores a state. When this returns, it survives a power cut unless the disk failed. */
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
          "{}: the state {} could not be stored and is lost with a restart: {}",
          device,
          state,
          e.toString());
    }
    return kept;
  }

  /** Returns the stored state of a device; active if none is stored. */
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
      LOG.warn("{}: treated as active, because {} cannot be read: {}", device, file, e.toString());
      return active;
    }
  }

  /** Returns the file of a device; neither part of its name contains a dot. */
  private static Path file(Path directory, DeviceIdentity device) {
    String name =
        DataDirectory.fileName(device.productKey())
            + "."
            + DataDirectory.fileName(device.deviceName());
    return directory.resolve("life." + name);
  }

  /**
   * A stored life state.
   *
   * @param process the JVM process that has set it
   */
  record Kept(LifeState state, String process) {}
}
