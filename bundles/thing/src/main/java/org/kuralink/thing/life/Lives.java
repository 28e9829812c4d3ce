/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.life;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.thing.LifeState;
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

  private final Optional<Path> directory;
  private final String process;
  private final Map<DeviceIdentity, Kept> known = new ConcurrentHashMap<>();

  /**
   * The lives of devices.
   *
   * @param directory empty if there is no data directory: then a restart forgets
   * @param process a word that no other run of this machine's Java has
   */
  public Lives(Optional<Path> directory, String process) {
    this.directory = directory;
    this.process = process;
  }

  /** A word for this run of Java, which stays the same while bundles are replaced. */
  public static String thisProcess() {
    ProcessHandle self = ProcessHandle.current();
    return self.pid() + "@" + self.info().startInstant().map(Object::toString).orElse("unknown");
  }

  /** The state of a device; read from its file when it is asked for the first time. */
  public LifeState state(DeviceIdentity device) {
    return known.computeIfAbsent(device, this::read).state;
  }

  /** Whether the state was set before this run of Java, hence before any log-in of this run. */
  boolean isFromBefore(DeviceIdentity device) {
    return !known.computeIfAbsent(device, this::read).process.equals(process);
  }

  /** A link over which a device that is not active sends nothing. */
  public DeviceLink guard(DeviceLink link) {
    return new GuardedLink(link, this);
  }

  /** Sets a state: when this returns it survives a power cut, unless the disk fails. */
  void set(DeviceIdentity device, LifeState state) {
    known.put(device, new Kept(state, process));
    if (directory.isEmpty()) {
      return;
    }
    WholeFile file = new WholeFile(file(directory.get(), device));
    try {
      if (state == LifeState.ACTIVE) {
        file.delete();
      } else {
        file.write((state + " " + process + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      LOG.warn(
          "{}: after a restart it is not known that it is {}: {}", device, state, e.toString());
    }
  }

  private Kept read(DeviceIdentity device) {
    Kept active = new Kept(LifeState.ACTIVE, process);
    if (directory.isEmpty()) {
      return active;
    }
    Path file = file(directory.get(), device);
    try {
      Optional<byte[]> line = new WholeFile(file).read(MAX_BYTES);
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

  private record Kept(LifeState state, String process) {}
}
