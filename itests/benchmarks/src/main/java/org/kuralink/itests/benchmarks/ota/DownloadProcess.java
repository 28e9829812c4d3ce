/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.ota;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.DownloadLimits;
import org.kuralink.api.connection.DownloadRequest;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.download.Backoff;
import org.kuralink.download.SessionDownloads;
import org.kuralink.download.WebClient;
import org.kuralink.login.trust.TrustedRoots;
import org.kuralink.store.Medium;

/**
 * Runs the embedded download code in its own process with a small young generation, so that the
 * heap shows the required memory without garbage. For each line with address, size and SHA-256 it
 * prints the duration in nanoseconds and the peak heap above idle in bytes.
 */
final class DownloadProcess {

  private DownloadProcess() {}

  /** Arguments: certificate in PEM, file to download to. */
  public static void main(String[] arguments)
      throws IOException, DownloadException, InterruptedException {
    String pem = Files.readString(Path.of(arguments[0]));
    Path file = Path.of(arguments[1]);
    DownloadLimits limits =
        new DownloadLimits(
            1L << 40,
            0,
            0,
            new DownloadLimits.Pace(0, Duration.ofSeconds(30)),
            Duration.ofHours(1),
            false);
    Backoff backoff = new Backoff(System::nanoTime, new Random(1), pause -> {});
    TrustedRoots roots = TrustedRoots.only(pem);
    SessionDownloads download =
        new SessionDownloads(
            new WebClient(Optional::empty),
            roots::context,
            more -> roots::context,
            Medium.disk(),
            backoff);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      long idle = idle();
      long begun = System.nanoTime();
      download.toFile(
          new DownloadRequest(
              WebAddress.parse(words[0]),
              Long.parseLong(words[1]),
              Map.of("SHA-256", words[2]),
              "",
              limits),
          file,
          bytes -> {});
      long nanos = System.nanoTime() - begun;
      System.out.println(nanos + " " + (peak() - idle));
      Files.delete(file);
    }
  }

  private static long idle() {
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    return used;
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
