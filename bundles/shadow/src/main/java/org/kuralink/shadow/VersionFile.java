/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known version of a shadow, over restarts. By it an old control message, which the
 * platform stored while the device was offline, is told from a new one. Written at most every five
 * seconds, to spare flash memory, and at the end. Owned by the shadow's thread.
 */
final class VersionFile {

  static final long PAUSE_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(VersionFile.class);
  private static final String NAME = "shadow-version.json";
  private static final String DEVICE = "device";
  private static final String VERSION = "version";
  private static final int MAX_BYTES = 4096;
  private static final long UNKNOWN = -1;

  private final Medium medium;
  private final Optional<Path> file;
  private final ScheduledExecutorService thread;
  private boolean read;
  private String device = "";
  private long version = UNKNOWN;
  private boolean changed;
  private boolean waiting;

  /**
   * Creates the file in a directory, which need not exist yet, or in memory.
   *
   * @param directory empty if there is no data directory
   */
  VersionFile(Optional<Path> directory, ScheduledExecutorService thread) {
    this(Medium.disk(), directory, thread);
  }

  /** Creates the file on a medium. */
  VersionFile(Medium medium, Optional<Path> directory, ScheduledExecutorService thread) {
    this.medium = medium;
    this.file = directory.map(path -> path.resolve(NAME));
    this.thread = thread;
  }

  /** Returns the last known version; -1 if none is known for this device. */
  long of(DeviceIdentity identity) {
    if (!read) {
      read = true;
      file.ifPresent(this::read);
    }
    return device.equals(words(identity)) ? version : UNKNOWN;
  }

  /** Stores a version. */
  void keep(DeviceIdentity identity, long now) {
    read = true;
    if (version == now && device.equals(words(identity))) {
      return;
    }
    device = words(identity);
    version = now;
    changed = true;
    if (!waiting && file.isPresent()) {
      waiting = true;
      thread.schedule(this::save, PAUSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Writes the version if it has changed. */
  void save() {
    waiting = false;
    if (changed && file.isPresent()) {
      write(file.get());
    }
  }

  private void read(Path path) {
    try {
      Optional<byte[]> bytes = new WholeFile(medium, path).read(MAX_BYTES);
      if (bytes.isEmpty()) {
        return;
      }
      Map<String, ?> content = Json.readObject(bytes.get());
      if (content.get(DEVICE) instanceof String name
          && content.get(VERSION) instanceof Long number
          && number >= 0) {
        device = name;
        version = number;
      } else {
        throw new IOException("it names no device and version");
      }
    } catch (IOException e) {
      LOG.warn("{} is ignored: {}", path, e.toString());
    }
  }

  private void write(Path path) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put(DEVICE, device);
    content.put(VERSION, version);
    try {
      new WholeFile(medium, path).write(JsonOutput.bytes(content));
      changed = false;
    } catch (IOException e) {
      LOG.warn("cannot store the version of the shadow: {}", e.toString());
    }
  }

  private static String words(DeviceIdentity identity) {
    return identity.productKey() + "/" + identity.deviceName();
  }
}
