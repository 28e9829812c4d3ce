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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * Measures property posts per second through the complete stack, each matched with the reply of the
 * platform, compared with plain Paho and the JavaScript SDK: same broker, same bytes, same number
 * in flight, alternating, on loopback and over a line of 20 ms. Prints rates and ratios without a
 * verdict.
 */
public final class PropertyPosts {

  private static final int WINDOW = 1000;
  private static final int ROUNDS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);
  private static final String PRODUCT_KEY = "a1KuraDemo01";

  private final Path directory;
  private final Path script;
  private final Path modules;
  private final ForkedSimulator simulator;

  private PropertyPosts(Path directory, Path script, Path modules) throws Exception {
    this.directory = directory;
    this.script = script;
    this.modules = modules;
    this.simulator = new ForkedSimulator(directory);
  }

  /**
   * Runs everything.
   *
   * @param arguments a directory to write to, {@code posts.js}, and the Node modules with the SDK
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    PropertyPosts benchmark =
        new PropertyPosts(
            directory,
            Path.of(arguments[1]).toAbsolutePath(),
            Path.of(arguments[2]).toAbsolutePath());
    try {
      benchmark.measure("loopback", benchmark.simulator.tcpPort(), 20_000);
      try (DelayRelay relay = new DelayRelay(benchmark.simulator.tcpPort(), ROUND_TRIP)) {
        benchmark.measure("20 ms", relay.port(), 10_000);
      }
    } finally {
      benchmark.simulator.close();
    }
    System.exit(0);
  }

  private void measure(String line, int port, int posts) throws Exception {
    try (EmbeddedGateway gateway =
        EmbeddedGateway.start(Files.createTempDirectory(directory, "gateway"))) {
      Thing thing = thing(gateway, register("kuralink-" + port), port);
      List<Contender> contenders = new ArrayList<>();
      contenders.add(new BarePaho("bare Paho, QoS 0", register("paho0-" + port), port, 0, WINDOW));
      contenders.add(new KuralinkThing("Kuralink, transient", thing, false, WINDOW));
      contenders.add(new BarePaho("bare Paho, QoS 1", register("paho1-" + port), port, 1, WINDOW));
      contenders.add(new KuralinkThing("Kuralink, durable", thing, true, WINDOW));
      contenders.add(new JavaScriptSdk(script, modules, register("js-" + port), port, WINDOW));
      Map<String, double[]> rates = run(contenders, posts);
      for (Contender contender : contenders) {
        contender.close();
      }
      print(line, rates);
    }
  }

  /** One round to warm up, then rounds in which each contender takes its turn. */
  private static Map<String, double[]> run(List<Contender> contenders, int posts) throws Exception {
    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int round = -1; round < ROUNDS; round++) {
      for (Contender contender : contenders) {
        double rate = posts * 1e9 / contender.run(posts);
        if (round >= 0) {
          rates.computeIfAbsent(contender.name(), name -> new double[ROUNDS])[round] = rate;
        }
      }
    }
    return rates;
  }

  private static void print(String line, Map<String, double[]> rates) {
    System.out.printf("%nProperty posts with replies, %s, %d in flight%n", line, WINDOW);
    System.out.printf("%-24s %12s%n", "", "posts/s");
    rates.forEach((name, values) -> System.out.printf("%-24s %12.0f%n", name, median(values)));
    ratio("transient / bare Paho", rates, "Kuralink, transient", "bare Paho, QoS 0");
    ratio("durable / bare Paho", rates, "Kuralink, durable", "bare Paho, QoS 1");
    ratio("transient / JavaScript", rates, "Kuralink, transient", "JavaScript SDK, QoS 0");
    ratio("durable / JavaScript", rates, "Kuralink, durable", "JavaScript SDK, QoS 0");
  }

  private static void ratio(String what, Map<String, double[]> rates, String ours, String peer) {
    double[] dividends = Objects.requireNonNull(rates.get(ours));
    double[] divisors = Objects.requireNonNull(rates.get(peer));
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> dividends[i] / divisors[i]);
    System.out.printf(
        "%-24s %11.2fx  (%.2f to %.2f)%n",
        what,
        median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private DeviceLogin register(String name) {
    String secret = "benchmarkSecret";
    simulator.register(PRODUCT_KEY, name, secret);
    return new DeviceLogin(PRODUCT_KEY, name, secret);
  }

  private static Thing thing(EmbeddedGateway gateway, DeviceLogin device, int port) {
    return thing(gateway, device, port, Map.of());
  }

  /**
   * A thing that is online; the connection has these settings besides, the model is the cloud's.
   */
  static Thing thing(
      EmbeddedGateway gateway, DeviceLogin device, int port, Map<String, Object> settings) {
    return thing(gateway, device, port, settings, Map.of("model.source", "cloud"));
  }

  /** The same with settings of the thing. */
  static Thing thing(
      EmbeddedGateway gateway,
      DeviceLogin device,
      int port,
      Map<String, Object> settings,
      Map<String, Object> model) {
    Map<String, Object> connection = new HashMap<>();
    connection.put("product.key", device.productKey());
    connection.put("device.name", device.deviceName());
    connection.put("device.secret", device.deviceSecret());
    connection.put("host", "127.0.0.1");
    connection.put("port", port);
    connection.put("transport", "tcp");
    connection.put("uplink.rate", 0);
    connection.putAll(settings);
    gateway.configure("org.kuralink.connection", "main", connection);
    Map<String, Object> properties = new HashMap<>(model);
    properties.put("connection", "main");
    properties.put("validation", "reject");
    gateway.configure("org.kuralink.thing", "main", properties);
    CloudSession session = gateway.service(CloudSession.class, "(kura.service.pid=main)");
    Thing thing = gateway.service(Thing.class, "(kura.service.pid=main)");
    await("online").atMost(LIMIT).until(() -> session.status().isOnline());
    await("thing model").atMost(LIMIT).until(() -> thing.model().isPresent());
    return thing;
  }
}
