/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSFileStore;
import oshi.software.os.OperatingSystem;

/**
 * The metrics of this machine as reported by its operating system, under the identifiers of the
 * thing model. The first call is slow. Not thread-safe.
 */
final class HostFigures implements Supplier<Map<String, Object>> {

  private static final double PERCENT = 100;
  private static final long SHORTEST_NANOS = 200_000_000;
  private static final long MEGABYTE = 1 << 20;
  private static final long KILOBYTE = 1 << 10;

  private final HardwareAbstractionLayer hardware;
  private final OperatingSystem system;
  private final CentralProcessor processor;
  private long[] ticks;
  private long measuredAt = System.nanoTime();
  private double load;

  HostFigures() {
    SystemInfo info = new SystemInfo();
    hardware = info.getHardware();
    system = info.getOperatingSystem();
    processor = hardware.getProcessor();
    ticks = processor.getSystemCpuLoadTicks();
  }

  /** Returns the current metrics; the processor load is the mean since the last call. */
  @Override
  public Map<String, Object> get() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("cpuLoad", cpuLoad());
    GlobalMemory memory = hardware.getMemory();
    long used = memory.getTotal() - memory.getAvailable();
    figures.put("memoryUsed", percent(used, memory.getTotal()));
    figures.put("memoryTotal", (double) (memory.getTotal() / MEGABYTE));
    figures.put("diskUsed", diskUsed());
    List<NetworkIF> networks = hardware.getNetworkIFs(true);
    figures.put("networkReceived", kilobytes(networks, NetworkIF::getBytesRecv));
    figures.put("networkSent", kilobytes(networks, NetworkIF::getBytesSent));
    figures.put("uptime", (int) Math.min(system.getSystemUptime(), Integer.MAX_VALUE));
    return figures;
  }

  /** Returns the last value if it is requested again too soon for a new measurement. */
  private double cpuLoad() {
    long now = System.nanoTime();
    if (now - measuredAt >= SHORTEST_NANOS) {
      double part = processor.getSystemCpuLoadBetweenTicks(ticks);
      ticks = processor.getSystemCpuLoadTicks();
      measuredAt = now;
      load = rounded(Math.min(Math.max(part, 0), 1) * PERCENT);
    }
    return load;
  }

  private double diskUsed() {
    long total = 0;
    long free = 0;
    for (OSFileStore store : system.getFileSystem().getFileStores(true)) {
      total += store.getTotalSpace();
      free += store.getUsableSpace();
    }
    return percent(total - free, total);
  }

  private static double kilobytes(List<NetworkIF> networks, ToLongFunction<NetworkIF> counter) {
    return (double) (networks.stream().mapToLong(counter).sum() / KILOBYTE);
  }

  private static double percent(long part, long whole) {
    return whole <= 0 ? 0 : rounded(PERCENT * part / whole);
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
