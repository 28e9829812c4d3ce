/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.field;

import static org.awaitility.Awaitility.await;

import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.itests.benchmarks.field.AnsweringSlave.Behaviour;
import org.kuralink.itests.benchmarks.field.FieldStage.Points;

/**
 * Measures reads per second of an overloaded channel, compared with plain j2mod and the same slave,
 * alternating: of one register, and of the maximum number of registers. Also measures points per
 * second with and without merging.
 */
public final class ModbusReads {

  private static final int ROUNDS = 7;
  private static final Duration SLICE = Duration.ofMillis(1500);
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration SETTLE = Duration.ofMillis(300);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_REGISTERS = 123;
  private static final double LEAST = 0.9;

  /** More of them than can be read in the 10 ms from poll to poll. */
  private static final int UNITS = 100;

  private static final int FEW_UNITS = 5;

  private final AnsweringSlave slave;

  private ModbusReads(AnsweringSlave slave) {
    this.slave = slave;
  }

  /** The results of one reader. */
  private abstract static class Reader {

    private final String name;
    private final List<Double> requests = new ArrayList<>();
    private final List<Double> points = new ArrayList<>();

    Reader(String name) {
      this.name = name;
    }

    abstract void run(Duration time) throws Exception;

    void count(long moreRequests, long morePoints, long nanos) {
      requests.add(moreRequests * 1e9 / nanos);
      points.add(morePoints * 1e9 / nanos);
    }
  }

  private static double median(Stream<Double> figures) {
    List<Double> sorted = figures.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /** Of the slices that were next to each other: what else the machine does changes. */
  private static double ratio(List<Double> ours, List<Double> theirs) {
    return median(IntStream.range(0, ROUNDS).mapToObj(i -> ours.get(i) / theirs.get(i)));
  }

  /** Plain j2mod with sequential requests. */
  private final class Bare extends Reader {

    private final int registers;

    Bare(int registers) {
      super("bare j2mod, " + registers + " a read");
      this.registers = registers;
    }

    @Override
    void run(Duration time) throws Exception {
      ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", slave.port());
      master.connect();
      try {
        read(master, SETTLE);
        long before = slave.answered();
        long begin = System.nanoTime();
        read(master, time);
        long requests = slave.answered() - before;
        count(requests, requests * registers, System.nanoTime() - begin);
      } finally {
        master.disconnect();
      }
    }

    private void read(ModbusTCPMaster master, Duration time) throws Exception {
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; System.nanoTime() < end; i++) {
        int length = master.readMultipleRegisters(1, i % 4 * registers, registers).length;
        if (length != registers) {
          throw new IllegalStateException("too short");
        }
      }
    }
  }

  /** A channel that is permanently overloaded. */
  private final class Channel extends Reader {

    private final FieldChannel channel;
    private final FieldServer server;

    Channel(String name, FieldChannel channel, int units, Points points) {
      super(name);
      this.channel = channel;
      this.server = FieldStage.server(slave.port(), units, points.model());
    }

    @Override
    void run(Duration time) {
      FieldCounts counts = new FieldCounts();
      try (OpenFieldServer open = channel.open(server, counts)) {
        await("first values").atMost(LIMIT).until(() -> counts.messages() > 0);
        FieldStage.pass(SETTLE);
        long before = slave.answered();
        long values = counts.values();
        long begin = System.nanoTime();
        FieldStage.pass(time);
        count(slave.answered() - before, counts.values() - values, System.nanoTime() - begin);
        if (counts.values() == values) {
          throw new IllegalStateException(open.status().lastError().orElse("nothing was read"));
        }
      }
    }
  }

  /**
   * Prints the figures and ratios; fails below the limit.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    try (FieldStage stage = new FieldStage(Files.createTempDirectory(directory, "gateway"));
        AnsweringSlave slave = new AnsweringSlave(Behaviour.RIGHT)) {
      new ModbusReads(slave).run(stage.modbus("exact", 0), stage.modbus("bridging", 1));
    }
    System.exit(0);
  }

  private void run(FieldChannel exact, FieldChannel bridging) throws Exception {
    Points neighbours = new Points(500, 1, 1, 10);
    Points apart = new Points(500, 2, 1, 10);
    Points wide = new Points(400, MOST_REGISTERS, MOST_REGISTERS, 10);
    Reader whole = new Channel("channel, 123 a value", exact, FEW_UNITS, wide);
    Reader merged = new Channel("channel, 1 a value, neighbours", exact, UNITS, neighbours);
    Reader single = new Channel("channel, 1 a value, gaps between", exact, UNITS, apart);
    Reader bridged = new Channel("the same with bridge.gaps 1", bridging, UNITS, apart);
    Reader bareMost = new Bare(MOST_REGISTERS);
    Reader bareOne = new Bare(1);
    measure(List.of(bareMost, whole, bareOne, single, merged, bridged));
    double most = ratio(whole.requests, bareMost.requests);
    double one = ratio(single.requests, bareOne.requests);
    System.out.printf("%-36s %12.2f%n", "channel / j2mod, 123 a read", most);
    System.out.printf("%-36s %12.2f%n", "channel / j2mod, 1 a read", one);
    System.out.printf(
        "%-36s %12s %11.1fx%n", "neighbours / gaps", "", ratio(merged.points, single.points));
    System.out.printf(
        "%-36s %12s %11.1fx%n", "bridged / gaps", "", ratio(bridged.points, single.points));
    if (Math.min(most, one) < LEAST) {
      throw new IllegalStateException("below " + LEAST);
    }
  }

  /** Prints what each reads when it is its turn. */
  private static void measure(List<Reader> all) throws Exception {
    for (Reader each : all) {
      each.run(WARM_UP);
      each.requests.clear();
      each.points.clear();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Reader each : all) {
        each.run(SLICE);
      }
    }
    System.out.printf("%nOne Modbus connection that reads all it can%n");
    System.out.printf("%-36s %12s %12s%n", "", "requests/s", "points/s");
    for (Reader each : all) {
      System.out.printf(
          "%-36s %12.0f %12.0f%n",
          each.name, median(each.requests.stream()), median(each.points.stream()));
    }
  }
}
