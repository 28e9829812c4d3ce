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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * A gateway with many sub-devices in this process, the platform with its limits in another process,
 * and a delayed line between them.
 */
final class SubDeviceCrowd implements AutoCloseable {

  /** As many as the platform lets be online over one gateway. */
  static final int DEVICES = 1500;

  private static final String PRODUCT = "a1Meters0001";
  private static final DeviceLogin GATEWAY =
      new DeviceLogin("a1KuraDemo01", "crowded", "benchmarkSecret");
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final ForkedSimulator simulator;
  private final EmbeddedGateway gateway;
  final DelayRelay line;
  final CloudSession session;

  /**
   * Starts, without any sub-device yet.
   *
   * @param messagesPerSecond how many posts may leave in a second
   */
  SubDeviceCrowd(Path directory, Duration roundTrip, int messagesPerSecond) throws IOException {
    simulator = new ForkedSimulator(directory, "platform");
    simulator.register(GATEWAY.productKey(), GATEWAY.deviceName(), GATEWAY.deviceSecret());
    simulator.createProduct(PRODUCT, IntStream.range(0, DEVICES).mapToObj(this::name).toList());
    line = new DelayRelay(simulator.tcpPort(), roundTrip);
    gateway = EmbeddedGateway.start(Files.createTempDirectory(directory, "gateway"));
    // before the session logs in: it asks the platform to subscribe for sub-devices
    configure(0, Map.of());
    Map<String, Object> connection = new HashMap<>();
    connection.put("product.key", GATEWAY.productKey());
    connection.put("device.name", GATEWAY.deviceName());
    connection.put("device.secret", GATEWAY.deviceSecret());
    connection.put("host", "127.0.0.1");
    connection.put("port", line.port());
    connection.put("transport", "tcp");
    connection.put("uplink.rate", messagesPerSecond);
    connection.put("reconnect.min.seconds", 1);
    gateway.configure("org.kuralink.connection", "main", connection);
    gateway.configure(
        "org.kuralink.thing", "main", Map.of("connection", "main", "model.source", "none"));
    session = gateway.service(CloudSession.class, "(kura.service.pid=main)");
    await("online").atMost(LIMIT).until(() -> session.status().isOnline());
  }

  private String name(int number) {
    return "meter-%04d".formatted(number);
  }

  DeviceIdentity device(int number) {
    return new DeviceIdentity(PRODUCT, name(number));
  }

  Thing thing() {
    return gateway.service(Thing.class, "(kura.service.pid=main)");
  }

  /** So many sub-devices are to be online. */
  void configure(int devices, Map<String, ?> changes) {
    Map<String, Object> properties = new HashMap<>(changes);
    properties.put("connection", "main");
    properties.put(
        "devices",
        IntStream.range(0, devices)
            .mapToObj(
                number ->
                    "{\"productKey\":\"%s\",\"deviceName\":\"%s\"}"
                        .formatted(PRODUCT, name(number)))
            .collect(Collectors.joining(",", "[", "]")));
    gateway.configure("org.kuralink.gateway", "main", properties);
  }

  boolean areOnline(int devices) {
    return gateway.service(Gateway.class, "(connection=main)").status().online() == devices;
  }

  /** Seconds until that is so. */
  static double secondsUntil(BooleanSupplier is) {
    long start = System.nanoTime();
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(is::getAsBoolean);
    return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  @Override
  public void close() throws InterruptedException {
    gateway.close();
    line.close();
    simulator.close();
  }

  /** Prints the head of a table. */
  static void head(String title, List<String> columns) {
    System.out.printf("%n%s%n%n| %s |%n|", title, String.join(" | ", columns));
    columns.forEach(column -> System.out.print(" --- |"));
    System.out.println();
  }
}
