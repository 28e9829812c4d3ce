/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Measures the cost of the standalone gateway without load, compared with a process that contains
 * only plain Paho: from the start of the process until the device is online, and at rest
 * afterwards. Both are measured alternately; the medians are printed.
 */
final class GatewayStart {

  private static final int ROUNDS = 5;
  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String SECRET = "of-the-benchmark";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  /** What a start leaves behind, such as the model, is there by then. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Duration REST = Duration.ofSeconds(30);

  private final Path directory;
  private final Path home;
  private final ForkedSimulator simulator;
  private int devices;

  /**
   * The measurements of one process.
   *
   * @param startMillis from the start of the process until the device is online
   * @param startProcessorMillis processor time during this period
   * @param heap bytes in use after a garbage collection
   * @param resident resident memory in bytes
   * @param threads the number of threads
   * @param restMicros processor time per second at rest
   */
  private record Figures(
      double startMillis,
      double startProcessorMillis,
      double heap,
      double resident,
      double threads,
      double restMicros) {}

  /** A row of the table. */
  private record Row(String name, double unit, ToDoubleFunction<Figures> figure) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("from the start of the process to online, s", 1e3, Figures::startMillis),
          new Row("processor until then, s", 1e3, Figures::startProcessorMillis),
          new Row("heap in use at rest, MB", 1e6, Figures::heap),
          new Row("resident memory at rest, MB", 1e6, Figures::resident),
          new Row("threads", 1, Figures::threads),
          new Row("processor at rest, ms each second", 1e3, Figures::restMicros));

  private GatewayStart(Path directory, Path home) throws IOException {
    this.directory = directory;
    this.home = home;
    this.simulator = new ForkedSimulator(directory);
  }

  /**
   * Prints a table.
   *
   * @param arguments a directory to write to, and where the gateway is installed
   */
  public static void main(String[] arguments) throws Exception {
    GatewayStart benchmark =
        new GatewayStart(
            Files.createDirectories(Path.of(arguments[0]).toAbsolutePath()),
            Path.of(arguments[1]).toAbsolutePath());
    try {
      benchmark.run();
    } finally {
      benchmark.simulator.close();
    }
    System.exit(0);
  }

  private void run() throws Exception {
    List<Figures> ours = new ArrayList<>();
    List<Figures> bare = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ours.add(measure(this::gateway));
      bare.add(measure(this::paho));
    }
    System.out.printf(
        "%n| | standalone gateway | bare Paho | ratio |%n| --- | ---: | ---: | ---: |%n");
    for (Row row : ROWS) {
      double gateway = median(ours, row.figure()) / row.unit();
      double paho = median(bare, row.figure()) / row.unit();
      System.out.printf(
          Locale.ROOT, "| %s | %.2f | %.2f | %.1f |%n", row.name(), gateway, paho, gateway / paho);
    }
  }

  private static double median(List<Figures> all, ToDoubleFunction<Figures> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Starts the process of a device. */
  private interface Start {
    List<String> command(DeviceLogin device) throws IOException;
  }

  private Figures measure(Start start) throws Exception {
    DeviceLogin device = new DeviceLogin(PRODUCT_KEY, "start-" + ++devices, SECRET);
    simulator.register(PRODUCT_KEY, device.deviceName(), SECRET);
    List<String> command = new ArrayList<>();
    command.add(program("java"));
    command.addAll(start.command(device));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(directory.resolve(device.deviceName() + ".log").toFile());
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      await(device.deviceName() + " online")
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> simulator.isOnline(PRODUCT_KEY, device.deviceName()));
      double online = (System.nanoTime() - begun) / 1e6;
      return atRest(process, online, processorMicros(process) / 1e3);
    } finally {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static Figures atRest(Process process, double online, double processor)
      throws IOException, InterruptedException {
    pass(SETTLED);
    double heap = heap(process);
    double before = processorMicros(process);
    pass(REST);
    double rest = (processorMicros(process) - before) / REST.toSeconds();
    return new Figures(
        online,
        processor,
        heap,
        status(process, "VmRSS:") * 1024,
        status(process, "Threads:"),
        rest);
  }

  /** Lets time go by: what a process costs at rest needs it. */
  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    await().atMost(time.multipliedBy(2)).until(() -> System.nanoTime() - end >= 0);
  }

  private List<String> gateway(DeviceLogin device) throws IOException {
    Path etc = Files.createDirectories(directory.resolve(device.deviceName()).resolve("etc"));
    Files.writeString(
        etc.resolve("gateway.json"),
        """
        {
          "org.kuralink.connection~main": {
            "product.key": "%s", "device.name": "%s", "device.secret": "%s",
            "host": "127.0.0.1", "port": %d, "transport": "tcp"
          },
          "org.kuralink.thing~main": {"connection": "main", "model.source": "cloud"},
          "org.kuralink.shadow~main": {"connection": "main"},
          "org.kuralink.cota~main": {"connection": "main"},
          "org.kuralink.ota~main": {"connection": "main", "firmware.version": "1.0.0"}
        }
        """
            .formatted(
                device.productKey(),
                device.deviceName(),
                device.deviceSecret(),
                simulator.tcpPort()));
    return List.of(
        "-Dfile.encoding=UTF-8",
        "-Dkuralink.home=" + home,
        "-cp",
        home.resolve("lib") + "/*",
        "org.kuralink.standalone.Gateway",
        "--etc",
        etc.toString(),
        "--data",
        etc.resolveSibling("data").toString(),
        "--web",
        "0");
  }

  private List<String> paho(DeviceLogin device) {
    PostingProcess.Task task =
        new PostingProcess.Task(
            PostingProcess.Poster.BARE,
            Way.TCP,
            true,
            simulator.tcpPort(),
            device,
            directory,
            directory,
            simulator.authorities(),
            directory);
    List<String> command =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), PostingProcess.class.getName()));
    command.addAll(task.words());
    return command;
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static double processorMicros(Process process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
  }

  /** The last line of the histogram tells objects and bytes of all that is alive. */
  private static double heap(Process process) throws IOException {
    Process jcmd =
        new ProcessBuilder(program("jcmd"), String.valueOf(process.pid()), "GC.class_histogram")
            .start();
    List<String> lines = jcmd.inputReader().lines().filter(line -> !line.isBlank()).toList();
    String[] total = lines.get(lines.size() - 1).trim().split("\\s+");
    return Double.parseDouble(total[total.length - 1]);
  }

  /** As the operating system tells it; Linux only. */
  private static double status(Process process, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
          .filter(line -> line.startsWith(name))
          .flatMap(line -> Arrays.stream(line.split("\\s+")).skip(1).limit(1))
          .mapToDouble(Double::parseDouble)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
