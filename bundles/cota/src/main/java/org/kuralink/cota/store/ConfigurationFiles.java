/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the gateway's configuration; those of a sub-device are in a directory of its own
 * below. Each file is replaced completely or not at all. Without a directory nothing survives a
 * restart. One thread writes; any thread may read.
 */
public final class ConfigurationFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFiles.class);

  /** The size limit of a file. */
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  /** The file of unanswered pushes and unsent answers. */
  public static final String REPORTS = "reports.json";

  private final Disk disk;

  /** Empty for the gateway itself. */
  private final String below;

  private volatile boolean gone;

  private ConfigurationFiles(Disk disk, String below) {
    this.disk = disk;
    this.below = below;
  }

  /**
   * Creates the files of the gateway itself.
   *
   * @param name for log lines
   * @param directory need not exist yet
   */
  public ConfigurationFiles(String name, Medium medium, Optional<Path> directory) {
    this(new Disk(name, medium, directory), "");
  }

  /** Returns the files of a sub-device. */
  public ConfigurationFiles of(DeviceIdentity subDevice) {
    return new ConfigurationFiles(
        disk,
        "devices/"
            + DataDirectory.fileName(subDevice.productKey())
            + "~"
            + DataDirectory.fileName(subDevice.deviceName())
            + "/");
  }

  /** Returns the name for log lines. */
  @Override
  public String toString() {
    return (disk.name + " " + below).strip();
  }

  /** Returns whether any file exists. */
  public boolean isThere() {
    return disk.exists(below + VersionStore.INDEX) || disk.exists(below + REPORTS);
  }

  /** Deletes all files of a deleted sub-device, and refuses later writes. */
  public void forget() throws IOException {
    gone = true;
    disk.deleteAll(below);
  }

  /**
   * Returns the present fault of the disk, with the number of failed writes of all devices since
   * the start; empty if there is none.
   */
  public Optional<String> fault() {
    return disk.fault;
  }

  /**
   * Reads a file; empty if it does not exist.
   *
   * @throws IOException if it cannot be read or exceeds the size limit
   */
  public Optional<byte[]> read(String name) throws IOException {
    return disk.read(below + name);
  }

  /** Replaces a file; when this returns the content survives a power cut. */
  public void write(String name, byte[] content) throws IOException {
    if (gone) {
      throw new IOException("the device is deleted");
    }
    disk.write(below + name, content);
  }

  /** Deletes a file if it exists. */
  public void delete(String name) throws IOException {
    disk.delete(below + name);
  }

  /**
   * The disk with the directory of all files. A failed write is logged once and counted, until a
   * write succeeds again.
   */
  private static final class Disk {

    private final String name;
    private final Medium medium;
    private final Optional<Path> directory;
    private final Map<String, byte[]> unkept = new ConcurrentHashMap<>();
    private long refused;
    private volatile Optional<String> fault = Optional.empty();

    Disk(String name, Medium medium, Optional<Path> directory) {
      this.name = name;
      this.medium = medium;
      this.directory = directory;
    }

    boolean exists(String file) {
      return directory.isPresent()
          ? medium.exists(directory.get().resolve(file))
          : unkept.containsKey(file);
    }

    Optional<byte[]> read(String file) throws IOException {
      return directory.isPresent()
          ? whole(directory.get(), file).read(MAX_BYTES)
          : Optional.ofNullable(unkept.get(file)).map(byte[]::clone);
    }

    void write(String file, byte[] content) throws IOException {
      if (directory.isEmpty()) {
        unkept.put(file, content.clone());
        return;
      }
      try {
        whole(directory.get(), file).write(content);
      } catch (IOException e) {
        refused++;
        if (fault.isEmpty()) {
          LOG.error("{}: cannot write {}: {}", name, file, e.toString());
        }
        fault =
            Optional.of(
                "files cannot be written ("
                    + e.getMessage()
                    + "), "
                    + refused
                    + " writes failed since the start");
        throw e;
      }
      if (fault.isPresent()) {
        fault = Optional.empty();
        LOG.info("{}: files can be written again; {} writes failed", name, refused);
      }
    }

    void delete(String file) throws IOException {
      if (directory.isPresent()) {
        whole(directory.get(), file).delete();
      } else {
        unkept.remove(file);
      }
    }

    void deleteAll(String below) throws IOException {
      if (directory.isPresent()) {
        medium.deleteAll(directory.get().resolve(below));
      } else {
        unkept.keySet().removeIf(file -> file.startsWith(below));
      }
    }

    private WholeFile whole(Path place, String file) {
      return new WholeFile(medium, place.resolve(file));
    }
  }
}
