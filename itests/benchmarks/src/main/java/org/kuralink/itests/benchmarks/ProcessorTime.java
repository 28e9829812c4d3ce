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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processor time that a property post costs, from the post to its matched reply: of the posting
 * process alone, as the operating system accounts it, against bare Paho that sends the same bytes.
 * Durable posts are measured twice, with the queue on disk and in memory, which tells the share of
 * the disk. What Java's compiler takes stands in a column of its own, as a gateway that runs for
 * days has compiled what it needs. Prints a table; judges nothing.
 */
public final class ProcessorTime {

  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String SECRET = "benchmarkSecret";
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");
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
    Cost ours = cost("kuralink", load, directory);
    boolean apart = load.durable() && Files.isDirectory(IN_MEMORY);
    Cost inMemory = apart ? cost("kuralink", load, IN_MEMORY) : ours;
    Cost paho = cost("paho", load, directory);
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

  /** Of a process so far, or of a post, in microseconds. */
  private record Cost(double work, double compiler) {

    /** What has come since, for each of so many. */
    Cost since(Cost before, int posts) {
      return new Cost((work - before.work) / posts, (compiler - before.compiler) / posts);
    }
  }

  /** The median of the rounds, in microseconds a post. */
  private Cost cost(String contender, Load load, Path queue) throws Exception {
    Path queues = Files.createTempDirectory(queue, "kuralink-queue");
    Process process = start(contender, load.durable(), queues);
    try (BufferedWriter orders = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      expect(answers, PostingProcess.READY);
      run(orders, answers, WARM_UP, 0);
      if (load.perSecond() > 0) {
        run(orders, answers, SINGLY, SINGLY_PER_SECOND);
      }
      Cost[] costs = new Cost[load.rounds()];
      for (int round = 0; round < costs.length; round++) {
        Cost before = used(process);
        run(orders, answers, load.posts(), load.perSecond());
        costs[round] = used(process).since(before, load.posts());
      }
      Arrays.sort(costs, Comparator.comparingDouble(Cost::work));
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

  private static Cost used(Process process) throws IOException {
    double all = process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
    double compiler = compilerOf(process.pid());
    return new Cost(all - compiler, compiler);
  }

  /** Where the system tells it of each thread; nothing elsewhere. */
  private static double compilerOf(long pid) throws IOException {
    Path threads = Path.of("/proc", String.valueOf(pid), "task");
    double micros = 0;
    if (Files.isDirectory(threads)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
        for (Path thread : all) {
          micros += COMPILER.matcher(read(thread, "comm")).lookingAt() ? nanos(thread) / 1e3 : 0;
        }
      }
    }
    return micros;
  }

  private static double nanos(Path thread) {
    return Double.parseDouble("0" + read(thread, "schedstat").split(" ")[0]);
  }

  /** Nothing of a thread that has just ended. */
  private static String read(Path thread, String what) {
    try {
      return Files.readString(thread.resolve(what));
    } catch (IOException e) {
      return "";
    }
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
