/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.FileSystem;
import oshi.software.os.OSFileStore;

/**
 * The disks and network interfaces of this machine as reported by its operating system. The first
 * call is slow. Not thread-safe.
 */
final class MachineParts implements Supplier<List<Part>> {

  private static final int LONGEST_TYPE = 60;
  private static final int LONGEST_MOUNT = 500;
  private static final long MEGABYTE = 1 << 20;
  private static final long KILOBYTE = 1 << 10;
  private static final double PERCENT = 100;

  private final HardwareAbstractionLayer hardware;
  private final FileSystem files;
  private final PartChoice disks;
  private final PartChoice networks;

  /** The product keys of disks and network interfaces. */
  MachineParts(String diskProduct, String networkProduct) {
    SystemInfo info = new SystemInfo();
    hardware = info.getHardware();
    files = info.getOperatingSystem().getFileSystem();
    disks = new PartChoice("disk", diskProduct);
    networks = new PartChoice("net", networkProduct);
  }

  /** Returns the current parts without duplicates. */
  @Override
  public List<Part> get() {
    List<Volume> volumes = new ArrayList<>();
    for (OSFileStore store : files.getFileStores(true)) {
      // Container runtimes mount single files of the host into a container.
      if (new File(store.getMount()).isDirectory()) {
        volumes.add(
            new Volume(
                store.getMount(),
                store.getVolume(),
                store.getType(),
                store.getTotalSpace(),
                store.getUsableSpace()));
      }
    }
    List<Part> parts = new ArrayList<>(disks.of(figures(volumes, root())));
    parts.addAll(networks.of(networks()));
    return parts;
  }

  /** Returns the root disk. In a container it may be the only one that the system reports. */
  private static List<Volume> root() {
    try {
      Path root = Path.of("").toAbsolutePath().getRoot();
      FileStore store = Files.getFileStore(root);
      return List.of(
          new Volume(
              root.toString(),
              store.name(),
              store.type(),
              store.getTotalSpace(),
              store.getUsableSpace()));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Merges several mount points of one disk into one, named by the shortest path.
   *
   * @param otherwise the volume to return if there are none
   */
  static Map<String, Map<String, Object>> figures(List<Volume> volumes, List<Volume> otherwise) {
    Map<String, Map<String, Object>> disks = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    volumes.stream()
        .filter(volume -> volume.total >= MEGABYTE)
        .sorted(
            Comparator.comparing((Volume volume) -> volume.mount.length())
                .thenComparing(Volume::mount))
        .filter(volume -> seen.add(volume.source()))
        .forEach(volume -> disks.putIfAbsent(volume.mount, volume.figures()));
    return disks.isEmpty() && !otherwise.isEmpty() ? figures(otherwise, List.of()) : disks;
  }

  private Map<String, Map<String, Object>> networks() {
    Map<String, Map<String, Object>> networks = new LinkedHashMap<>();
    hardware.getNetworkIFs(true).stream()
        .sorted(Comparator.comparingInt(NetworkIF::getIndex))
        .forEach(network -> networks.putIfAbsent(network.getName(), figures(network)));
    return networks;
  }

  private static Map<String, Object> figures(NetworkIF network) {
    return Map.of(
        "received", (double) (Math.max(0, network.getBytesRecv()) / KILOBYTE),
        "sent", (double) (Math.max(0, network.getBytesSent()) / KILOBYTE),
        "errors", (double) Math.max(0, network.getInErrors() + network.getOutErrors()),
        "mtu", (int) Math.min(Math.max(0, network.getMTU()), Integer.MAX_VALUE));
  }

  /**
   * A mounted file system.
   *
   * @param mount the mount point
   * @param name the name of the device
   * @param type the type of the file system
   * @param total the capacity in bytes
   * @param usable the free bytes
   */
  record Volume(String mount, String name, String type, long total, long usable) {

    /** Returns the fields that are equal for all mount points of one disk. */
    private String source() {
      return name.startsWith("/") ? name : mount;
    }

    private Map<String, Object> figures() {
      double used = Math.min(Math.max(0, PERCENT * (total - usable) / total), PERCENT);
      return Map.of(
          "capacity",
          (double) (total / MEGABYTE),
          "used",
          Math.round(used * 10) / 10.0,
          "mount",
          cut(mount, LONGEST_MOUNT),
          "fileSystem",
          cut(type, LONGEST_TYPE));
    }

    private static String cut(String text, int longest) {
      int characters = Math.min(longest, text.codePointCount(0, text.length()));
      return text.substring(0, text.offsetByCodePoints(0, characters));
    }
  }
}
