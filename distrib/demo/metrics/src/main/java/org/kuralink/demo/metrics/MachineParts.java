/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.kuralink.api.connection.DeviceIdentity;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.FileSystem;
import oshi.software.os.OSFileStore;

/**
 * The disks and network interfaces of this machine, as its operating system tells them: at most
 * eight of each. Slow when first used; meant for one thread.
 */
final class MachineParts implements Supplier<List<Part>> {

  private static final int MOST = 8;
  private static final int LONGEST_NAME = 32;
  private static final long MEGABYTE = 1 << 20;
  private static final long KILOBYTE = 1 << 10;
  private static final double PERCENT = 100;

  private final HardwareAbstractionLayer hardware;
  private final FileSystem files;
  private final String diskProduct;
  private final String networkProduct;

  /** Their product keys. */
  MachineParts(String diskProduct, String networkProduct) {
    SystemInfo info = new SystemInfo();
    hardware = info.getHardware();
    files = info.getOperatingSystem().getFileSystem();
    this.diskProduct = diskProduct;
    this.networkProduct = networkProduct;
  }

  /** Those of now, each once. */
  @Override
  public List<Part> get() {
    List<Part> parts = new ArrayList<>(disks());
    parts.addAll(networks());
    return parts;
  }

  /** What is mounted twice is one disk, named by the shortest of its places. */
  private List<Part> disks() {
    Map<String, OSFileStore> byVolume = new LinkedHashMap<>();
    files.getFileStores(true).stream()
        .filter(store -> store.getTotalSpace() >= MEGABYTE)
        .sorted(
            Comparator.comparing((OSFileStore store) -> store.getMount().length())
                .thenComparing(OSFileStore::getMount))
        .forEach(store -> byVolume.putIfAbsent(store.getVolume(), store));
    Map<DeviceIdentity, Part> disks = new LinkedHashMap<>();
    for (OSFileStore store : byVolume.values()) {
      DeviceIdentity device = new DeviceIdentity(diskProduct, name("disk", store.getMount()));
      disks.putIfAbsent(device, new Part(device, figures(store)));
    }
    return disks.values().stream().limit(MOST).toList();
  }

  private static Map<String, Object> figures(OSFileStore store) {
    long total = store.getTotalSpace();
    double used = PERCENT * (total - store.getUsableSpace()) / total;
    return Map.of(
        "capacity",
        (double) (total / MEGABYTE),
        "used",
        Math.round(used * 10) / 10.0,
        "mount",
        store.getMount(),
        "fileSystem",
        store.getType());
  }

  private List<Part> networks() {
    Map<DeviceIdentity, Part> networks = new LinkedHashMap<>();
    hardware.getNetworkIFs(true).stream()
        .sorted(Comparator.comparingInt(NetworkIF::getIndex))
        .forEach(
            network -> {
              DeviceIdentity device =
                  new DeviceIdentity(networkProduct, name("net", network.getName()));
              networks.putIfAbsent(device, new Part(device, figures(network)));
            });
    return networks.values().stream().limit(MOST).toList();
  }

  private static Map<String, Object> figures(NetworkIF network) {
    return Map.of(
        "received", (double) (network.getBytesRecv() / KILOBYTE),
        "sent", (double) (network.getBytesSent() / KILOBYTE),
        "errors", (double) (network.getInErrors() + network.getOutErrors()),
        "mtu", (int) Math.min(network.getMTU(), Integer.MAX_VALUE));
  }

  /** A name that the platform takes, of what the operating system calls it. */
  static String name(String kind, String own) {
    String plain = own.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-+|-+$", "");
    String name = kind + "-" + (plain.isEmpty() ? "root" : plain);
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }
}
