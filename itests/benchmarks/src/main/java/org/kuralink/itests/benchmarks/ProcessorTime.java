/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures the processor time of a property post, from the post to the matched reply: only that of
 * the posting process, as accounted by the operating system, compared with plain Paho that sends
 * the same bytes. Durable posts are measured with the queue on disk and in memory, which shows the
 * share of the disk. The time of the JIT compiler has its own column, because a gateway that runs
 * for days has already compiled its code. Prints a table without a verdict.
 */
public final class ProcessorTime {

  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String SECRET = "benchmarkSecret";
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final int WARM_UP = 200_000;

  /** Posts one by one run through other code than posts in a flood. */
  private static final int SINGLY = 20_000;

  private static final int SINGLY_PER_SECOND = 1_000;

  private static final List<Load> LOADS =
      List.of(
          new Load("QoS 0, flat out", false, 0, 20_000, 5),
          new Load("durable QoS 1, flat out", true, 0, 20_000, 5),
          new Load("durable QoS 1, 1,000 a second", true, 1_000, 20_000, 1),
          new Load("durable QoS 1, 30 a second", true, 30, 1_800, 1));

  private final Path directory;
  private final ForkedSimulator simulator;
  private int devices;

  private record Load(String name, boolean durable, int perSecond, int posts, int rounds) {}

  private ProcessorTime(Path directory) throws IOException {
    this.directory = directory;
    this.simulator = new ForkedSimulator(directory);
  }

  /**
   * Runs everything.
   *
   * @param arguments a directory to write to, on the medium that is to be measured
   */
  public static void main(String[] arguments) throws Exception {
    ProcessorTime benchmark =
        new ProcessorTime(Files.createDirectories(Path.of(arguments[0]).toAbsolutePath()));
    try {
      System.out.printf(
          "%nProcessor time a post with its reply, microseconds%n"
              + "%n| load | Kuralink | its queue in memory | bare Paho | ratio | without disk"
              + " | Java's compiler besides |%n"
              + "| --- | ---: | ---: | ---: | ---: | ---: | ---: |%n");
      for (Load load : LOADS) {
        benchmark.measure(load);
      }
    } finally {
      benchmark.simulator.close();
    }
    System.exit(0);
  }

  private void measure(Load load) throws Exception {
    PostingJvm.Cost ours = cost(PostingProcess.Poster.THING, load, directory);
    boolean apart = load.durable() && Files.isDirectory(IN_MEMORY);
    PostingJvm.Cost inMemory = apart ? cost(PostingProcess.Poster.THING, load, IN_MEMORY) : ours;
    PostingJvm.Cost paho = cost(PostingProcess.Poster.BARE, load, directory);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %s | %.0f | %.2f | %s | %.0f, %.0f |%n",
        load.name(),
        ours.work(),
        apart ? "%.0f".formatted(inMemory.work()) : "-",
        paho.work(),
        ours.work() / paho.work(),
        apart ? String.format(Locale.ROOT, "%.2f", inMemory.work() / paho.work()) : "-",
        ours.compiler(),
        paho.compiler());
  }

  /** The median of the rounds, in microseconds a post. */
  private PostingJvm.Cost cost(PostingProcess.Poster poster, Load load, Path queue)
      throws Exception {
    Path queues = Files.createTempDirectory(queue, "kuralink-queue");
    try (PostingJvm process = start(poster, load.durable(), queues)) {
      process.run(WARM_UP, 0, PostingProcess.WINDOW);
      if (load.perSecond() > 0) {
        process.run(SINGLY, SINGLY_PER_SECOND, PostingProcess.WINDOW);
      }
      PostingJvm.Cost[] costs = new PostingJvm.Cost[load.rounds()];
      for (int round = 0; round < costs.length; round++) {
        PostingJvm.Cost before = process.used();
        process.run(load.posts(), load.perSecond(), PostingProcess.WINDOW);
        costs[round] = process.used().since(before, load.posts());
      }
      Arrays.sort(costs, Comparator.comparingDouble(PostingJvm.Cost::work));
      return costs[costs.length / 2];
    } finally {
      delete(queues);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }

  private PostingJvm start(PostingProcess.Poster poster, boolean durable, Path queues)
      throws IOException {
    DeviceLogin device = new DeviceLogin(PRODUCT_KEY, "cost-" + ++devices, SECRET);
    simulator.register(PRODUCT_KEY, device.deviceName(), SECRET);
    return PostingJvm.start(
        new PostingProcess.Task(
            poster,
            Way.TCP,
            durable,
            simulator.port(Way.TCP),
            device,
            directory.resolve(device.deviceName()),
            queues,
            simulator.authorities(),
            directory));
  }
}
