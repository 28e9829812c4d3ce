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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the transports: the same property post over MQTT with TLS, HTTPS, CoAP with DTLS and
 * CoAP with symmetric encryption, and the processor time of a post with that of plain {@code
 * java.net.http} and plain Californium. Prints tables, and fails if a transport exceeds its limit
 * relative to the plain client.
 *
 * <p>CoAP has 65,536 message ids for four minutes, so it uses fewer posts, and each transport has
 * its own simulator.
 */
public final class UplinkWays {

  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String SECRET = "benchmarkSecret";
  private static final List<Way> WAYS = List.of(Way.TLS, Way.HTTPS, Way.COAPS, Way.COAP_SYMMETRIC);
  private static final Duration ROUND_TRIP = Duration.ofMillis(50);
  private static final List<PostingProcess.Poster> POSTERS =
      List.of(PostingProcess.Poster.values());
  private static final int ONE = 1;
  private static final int MANY = PostingProcess.WINDOW;
  private static final int WARM_UP = 16_000;
  private static final int POSTS = 2_000;
  private static final int ROUNDS = 5;
  private static final double LEAST = 0.9;
  private static final int FAR_POSTS = 100;
  private static final int FAR_POSTS_AT_ONCE = 2_000;

  private final Path directory;
  private final List<String> below = new ArrayList<>();
  private int devices;

  /** A row: posts per second, and processor microseconds per post. */
  private record Near(double rate, double cost) {}

  /** A row for a long line: posts per second, and bytes per post. */
  private record Far(double rate, double bytes) {}

  private UplinkWays(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs everything.
   *
   * @param arguments a directory to write to, and which ways if not all of them
   */
  public static void main(String[] arguments) throws Exception {
    UplinkWays benchmark =
        new UplinkWays(Files.createDirectories(Path.of(arguments[0]).toAbsolutePath()));
    System.out.printf(
        "%nProperty posts a second, bytes on the wire and microseconds of the processor a post;"
            + " one at a time / %,d in flight%n"
            + "%n| way | posts/s | posts/s, %d ms there and back | bytes | processor"
            + " | of the line alone | of a bare client | bare / line | bare / Kuralink |%n"
            + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |%n",
        MANY, ROUND_TRIP.toMillis());
    List<String> wanted = List.of(arguments).subList(1, arguments.length);
    for (Way way : WAYS) {
      if (wanted.isEmpty() || wanted.contains(way.transport())) {
        benchmark.measure(way);
      }
    }
    if (!benchmark.below.isEmpty()) {
      throw new IllegalStateException("below " + LEAST + ": " + benchmark.below);
    }
    System.exit(0);
  }

  private void measure(Way way) throws Exception {
    Path data = Files.createTempDirectory(directory, way.transport());
    ForkedSimulator simulator = new ForkedSimulator(data, "none", EnumSet.of(way));
    Optional<Double> curl = Optional.empty();
    Near[][] near;
    Far[] far;
    try {
      Files.writeString(data.resolve("model.json"), simulator.model(PRODUCT_KEY));
      near = near(way, simulator, data);
      far = far(way, simulator, data);
      if (way == Way.HTTPS) {
        DeviceLogin device = device(simulator);
        curl = Curl.processorTime(device, simulator.port(way), simulator.authorities(), data);
      }
    } finally {
      simulator.close();
    }
    print(way, near, far);
    if (near.length > 1) {
      judge(way + " one at a time", bare(near[2], 0) / near[1][0].cost);
      judge(way + " with many in flight", bare(near[2], 1) / near[1][1].cost);
    }
    curl.ifPresent(
        micros ->
            System.out.printf(
                Locale.ROOT, "| curl | - | - | - | - | - | %.0f | - | - |%n", micros));
  }

  private void judge(String what, double ratio) {
    if (ratio < LEAST) {
      below.add(what);
    }
  }

  /**
   * What a bare client costs. As its messages go one after the other anyhow, with many in flight it
   * may as well be one that waits for each answer, if that is cheaper.
   */
  private static double bare(Near[] measured, int window) {
    return window == 0 ? measured[0].cost : Math.min(measured[0].cost, measured[1].cost);
  }

  private static void print(Way way, Near[][] near, Far[] far) {
    Near[] thing = near[0];
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f / %.0f | %.0f / %.0f | %.0f / %.0f | %.0f / %.0f |",
        way,
        thing[0].rate,
        thing[1].rate,
        far[0].rate,
        far[1].rate,
        far[0].bytes,
        far[1].bytes,
        thing[0].cost,
        thing[1].cost);
    if (near.length == 1) {
      System.out.println(" - | - | - | - |");
      return;
    }
    Near[] line = near[1];
    Near[] bare = near[2];
    System.out.printf(
        Locale.ROOT,
        " %.0f / %.0f | %.0f / %.0f | %.2f / %.2f | %.2f / %.2f |%n",
        line[0].cost,
        line[1].cost,
        bare(bare, 0),
        bare(bare, 1),
        bare(bare, 0) / line[0].cost,
        bare(bare, 1) / line[1].cost,
        bare(bare, 0) / thing[0].cost,
        bare(bare, 1) / thing[1].cost);
  }

  /** All who post in turns, with MQTT only Kuralink; of each one at a time, and many. */
  private Near[][] near(Way way, ForkedSimulator simulator, Path data) throws Exception {
    int contenders = way == Way.TLS ? 1 : POSTERS.size();
    PostingJvm[] processes = new PostingJvm[contenders];
    Near[][][] rounds = new Near[contenders][2][ROUNDS];
    try {
      for (int i = 0; i < contenders; i++) {
        processes[i] =
            PostingJvm.start(task(POSTERS.get(i), way, simulator, simulator.port(way), data));
        processes[i].run(WARM_UP, 0, MANY);
        processes[i].run(WARM_UP, 0, ONE);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < contenders; i++) {
          rounds[i][0][round] = near(processes[i], ONE);
          rounds[i][1][round] = near(processes[i], MANY);
        }
      }
    } finally {
      for (PostingJvm process : processes) {
        if (process != null) {
          process.close();
        }
      }
    }
    Near[][] medians = new Near[contenders][2];
    for (int i = 0; i < contenders; i++) {
      for (int window = 0; window < 2; window++) {
        medians[i][window] = median(rounds[i][window]);
      }
    }
    return medians;
  }

  private static Near near(PostingJvm process, int window) throws IOException {
    PostingJvm.Cost before = process.used();
    long nanos = process.run(POSTS, 0, window);
    return new Near(POSTS * 1e9 / nanos, process.used().since(before, POSTS).work());
  }

  private static Near median(Near[] rounds) {
    double[] rates = Arrays.stream(rounds).mapToDouble(Near::rate).sorted().toArray();
    double[] costs = Arrays.stream(rounds).mapToDouble(Near::cost).sorted().toArray();
    return new Near(rates[ROUNDS / 2], costs[ROUNDS / 2]);
  }

  private Far[] far(Way way, ForkedSimulator simulator, Path data) throws Exception {
    try (Relay relay = way.relay(simulator.port(way), ROUND_TRIP);
        PostingJvm process =
            PostingJvm.start(
                task(PostingProcess.Poster.THING, way, simulator, relay.port(), data))) {
      process.run(FAR_POSTS, 0, MANY);
      int atOnce = way == Way.TLS ? FAR_POSTS_AT_ONCE : FAR_POSTS;
      return new Far[] {far(relay, process, FAR_POSTS, ONE), far(relay, process, atOnce, MANY)};
    }
  }

  private static Far far(Relay relay, PostingJvm process, int posts, int window)
      throws IOException {
    long before = relay.carried();
    long nanos = process.run(posts, 0, window);
    return new Far(posts * 1e9 / nanos, (double) (relay.carried() - before) / posts);
  }

  private DeviceLogin device(ForkedSimulator simulator) {
    DeviceLogin device = new DeviceLogin(PRODUCT_KEY, "way-" + ++devices, SECRET);
    simulator.register(PRODUCT_KEY, device.deviceName(), SECRET);
    return device;
  }

  private PostingProcess.Task task(
      PostingProcess.Poster poster, Way way, ForkedSimulator simulator, int port, Path data)
      throws IOException {
    DeviceLogin device = device(simulator);
    return new PostingProcess.Task(
        poster,
        way,
        false,
        port,
        device,
        data.resolve(device.deviceName()),
        Files.createTempDirectory(data, "queue"),
        simulator.authorities(),
        data.resolve("model.json"));
  }
}
