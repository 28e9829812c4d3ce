/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.kuralink.itests.benchmarks.queue.Store.Sync;

/**
 * Compares stores for the uplink queue: 200-byte messages, appended and acknowledged with a window
 * of 100; the time to reopen with a backlog; and what a kill -9 leaves. Prints a table.
 */
public final class QueueStores {

  private static final Map<String, Store.Opener> STORES = new LinkedHashMap<>();

  static {
    STORES.put("segmented log", SegmentedLogStore::open);
    STORES.put("H2 MVStore 2.4.240", MvStore::open);
    STORES.put("Paho file persistence 1.2.5", PahoFileStore::open);
  }

  static final String TOPIC = "/sys/a1Zd7n5yTt8/gateway-01/thing/event/property/post";
  static final byte[] PAYLOAD = "x".repeat(200).getBytes(StandardCharsets.US_ASCII);

  private static final int WINDOW = 100;
  private static final int ROUNDS = 5;
  private static final int KILLS = 5;

  private final Path directory;

  private QueueStores(Path directory) {
    this.directory = directory;
  }

  /** Takes the directory to work in: on the medium that is to be measured. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Files.createDirectories(directory);
    new QueueStores(directory).run();
  }

  static Store open(String name, Path directory, Sync sync) throws Exception {
    Store.Opener opener = STORES.get(name);
    if (opener == null) {
      throw new IllegalArgumentException("no store is called " + name);
    }
    return opener.open(directory, sync);
  }

  private void run() throws Exception {
    System.out.printf(
        "%n| store | sync | append+ack/s | p50 us | p99 us | written bytes/message | disk MB |%n"
            + "| --- | --- | ---: | ---: | ---: | ---: | ---: |%n");
    for (Sync sync : Sync.values()) {
      printMedianFlows(sync);
    }
    System.out.printf(
        "%n| store | backlog | open ms | open and read all ms | lost by %d kill -9 |%n"
            + "| --- | ---: | ---: | ---: | ---: |%n",
        KILLS);
    for (String name : STORES.keySet()) {
      printReopening(name);
    }
  }

  private record Flow(double perSecond, double p50, double p99, long written, double megabytes) {}

  // Round by round, so that what else the machine does hits all of them alike.
  private void printMedianFlows(Sync sync) throws Exception {
    Map<String, List<Flow>> flows = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (String name : STORES.keySet()) {
        int messages = sync == Sync.EACH || isPaho(name) ? 2_000 : 100_000;
        Flow flow = flow(name, sync, messages);
        if (round > 0) {
          flows.computeIfAbsent(name, key -> new ArrayList<>()).add(flow);
        }
      }
    }
    flows.forEach((name, each) -> printMedian(name, sync, each));
  }

  private static void printMedian(String name, Sync sync, List<Flow> flows) {
    flows.sort(Comparator.comparingDouble(Flow::perSecond));
    Flow median = flows.get(flows.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.0f | %.0f | %.0f | %d | %.1f |%n",
        name,
        sync == Sync.EACH ? "each message" : "in groups, 100 ms",
        median.perSecond(),
        median.p50(),
        median.p99(),
        median.written(),
        median.megabytes());
  }

  private Flow flow(String name, Sync sync, int messages) throws Exception {
    Path fresh = fresh();
    long[] numbers = new long[messages];
    long[] nanos = new long[messages];
    long written = bytesWritten();
    long start = System.nanoTime();
    try (Store store = open(name, fresh, sync)) {
      for (int i = 0; i < messages; i++) {
        long before = System.nanoTime();
        numbers[i] = store.append(TOPIC, PAYLOAD);
        nanos[i] = System.nanoTime() - before;
        if (i >= WINDOW) {
          store.acknowledge(numbers[i - WINDOW]);
        }
      }
      long took = System.nanoTime() - start;
      long each = (bytesWritten() - written) / messages;
      Arrays.sort(nanos);
      return new Flow(
          messages * 1e9 / took,
          nanos[messages / 2] / 1e3,
          nanos[messages - messages / 100] / 1e3,
          each,
          size(fresh) / 1e6);
    }
  }

  private void printReopening(String name) throws Exception {
    int backlog = isPaho(name) ? 10_000 : 100_000;
    Path fresh = fresh();
    try (Store store = open(name, fresh, Sync.GROUP)) {
      for (int i = 0; i < backlog; i++) {
        store.append(TOPIC, PAYLOAD);
      }
    }
    double opened = Double.MAX_VALUE;
    double read = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      try (Store store = open(name, fresh, Sync.GROUP)) {
        opened = Math.min(opened, (System.nanoTime() - start) / 1e6);
        if (store.numbers().size() != backlog) {
          throw new IllegalStateException(name + " has lost messages without a kill");
        }
        read = Math.min(read, (System.nanoTime() - start) / 1e6);
      }
    }
    long lost = lostByKills(name);
    System.out.printf(
        Locale.ROOT, "| %s | %d | %.0f | %.0f | %d |%n", name, backlog, opened, read, lost);
    if (lost > 0) {
      throw new IllegalStateException(name + " has lost accepted messages");
    }
  }

  private static boolean isPaho(String name) {
    return name.startsWith("Paho");
  }

  private long lostByKills(String name) throws Exception {
    long lost = 0;
    for (int i = 0; i < KILLS; i++) {
      Path fresh = fresh();
      Set<Long> accepted = acceptedUntilKilled(name, fresh, 2_000 + i * 777);
      try (Store store = open(name, fresh, Sync.GROUP)) {
        accepted.removeAll(store.numbers());
      }
      lost += accepted.size();
    }
    return lost;
  }

  /** The numbers of the messages that the store said it had. */
  private static Set<Long> acceptedUntilKilled(String name, Path fresh, int killAt)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                name,
                fresh.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Set<Long> accepted = new HashSet<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Victim.ACCEPTED)) {
          accepted.add(Long.parseLong(line.substring(Victim.ACCEPTED.length())));
        }
        if (accepted.size() == killAt) {
          // By its handle, which leaves the rest of its output readable.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return accepted;
  }

  private Path fresh() throws IOException {
    try (Stream<Path> old = Files.walk(directory)) {
      List<Path> paths = old.sorted(Comparator.reverseOrder()).toList();
      for (Path path : paths) {
        Files.delete(path);
      }
    }
    return Files.createDirectories(directory.resolve("store"));
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  // What the process handed to the operating system; Linux only, elsewhere 0.
  private static long bytesWritten() throws IOException {
    Path io = Path.of("/proc/self/io");
    if (!Files.exists(io)) {
      return 0;
    }
    return Files.readAllLines(io).stream()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring(7)))
        .sum();
  }
}
