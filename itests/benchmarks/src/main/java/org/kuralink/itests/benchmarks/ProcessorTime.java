/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Processor time that a property post costs, from the post to its matched reply: of the posting
 * process alone, as the operating system accounts it, against bare Paho that sends the same bytes.
 * Durable posts are measured twice, with the queue on disk and in memory, which tells the share of
 * the disk. Prints a table; judges nothing.
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
              + "%n| load | Kuralink | its queue in memory | bare Paho | ratio | without disk |%n"
              + "| --- | ---: | ---: | ---: | ---: | ---: |%n");
      for (Load load : LOADS) {
        benchmark.measure(load);
      }
    } finally {
      benchmark.simulator.close();
    }
    System.exit(0);
  }

  private void measure(Load load) throws Exception {
    double ours = cost("kuralink", load, directory);
    boolean apart = load.durable() && Files.isDirectory(IN_MEMORY);
    double inMemory = apart ? cost("kuralink", load, IN_MEMORY) : ours;
    double paho = cost("paho", load, directory);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %s | %.0f | %.2f | %s |%n",
        load.name(),
        ours,
        apart ? "%.0f".formatted(inMemory) : "-",
        paho,
        ours / paho,
        apart ? String.format(Locale.ROOT, "%.2f", inMemory / paho) : "-");
  }

  /** The median of the rounds, in microseconds a post. */
  private double cost(String contender, Load load, Path queue) throws Exception {
    Path queues = Files.createTempDirectory(queue, "kuralink-queue");
    Process process = start(contender, load.durable(), queues);
    try (BufferedWriter orders = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      expect(answers, PostingProcess.READY);
      run(orders, answers, WARM_UP, 0);
      if (load.perSecond() > 0) {
        run(orders, answers, SINGLY, SINGLY_PER_SECOND);
      }
      double[] costs = new double[load.rounds()];
      for (int round = 0; round < costs.length; round++) {
        Duration before = used(process);
        run(orders, answers, load.posts(), load.perSecond());
        costs[round] = used(process).minus(before).toNanos() / 1e3 / load.posts();
      }
      Arrays.sort(costs);
      return costs[costs.length / 2];
    } finally {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
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

  private static Duration used(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static void run(BufferedWriter orders, BufferedReader answers, int posts, int perSecond)
      throws IOException {
    orders.write(posts + " " + perSecond + "\n");
    orders.flush();
    expect(answers, PostingProcess.DONE);
  }

  /** Skips what the log says. */
  private static void expect(BufferedReader answers, String word) throws IOException {
    String line = answers.readLine();
    while (line != null && !line.equals(word)) {
      line = answers.readLine();
    }
    if (line == null) {
      throw new IOException("the posting process ended before it said " + word);
    }
  }

  private Process start(String contender, boolean durable, Path queues) throws IOException {
    String device = "cost-" + ++devices;
    simulator.register(PRODUCT_KEY, device, SECRET);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
            "-Dkuralink.bundles=" + System.getProperty("kuralink.bundles"),
            "-cp",
            System.getProperty("java.class.path"),
            PostingProcess.class.getName(),
            contender,
            String.valueOf(durable),
            String.valueOf(simulator.tcpPort()),
            PRODUCT_KEY,
            device,
            SECRET,
            directory.resolve(device).toString(),
            queues.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
