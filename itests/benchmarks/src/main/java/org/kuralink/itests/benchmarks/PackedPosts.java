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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * Measures how many values per second a gateway transfers whose sub-devices post as fast as
 * possible, within the platform's limit of 30 messages per second: with single posts, and with
 * packed posts.
 */
public final class PackedPosts {

  private static final int MESSAGES_A_SECOND = 30;
  private static final int DEVICES = 40;
  private static final int VALUES = Sample.values().size();

  /** Enough that posts wait for their turn all the time. */
  private static final int WAITING = 3000;

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String SECRET = "benchmarkSecret";
  private static final String POST = "thing.event.property.post";

  private PackedPosts() {}

  /**
   * Prints both and the ratio.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    try (ForkedSimulator simulator = new ForkedSimulator(directory)) {
      names().forEach(name -> simulator.register(PRODUCT_KEY, name, SECRET));
      simulator.register(PRODUCT_KEY, "pack-gateway", SECRET);
      double alone = measure(directory, simulator.tcpPort(), 0);
      double packed = measure(directory, simulator.tcpPort(), 1000);
      System.out.printf(
          "%nValues of %d sub-devices, %d a post, over a gateway with %d messages/s%n",
          DEVICES, VALUES, MESSAGES_A_SECOND);
      System.out.printf("%-24s %12s%n", "", "values/s");
      System.out.printf("%-24s %12.0f%n", "each post by itself", alone);
      System.out.printf("%-24s %12.0f%n", "pack post", packed);
      System.out.printf("%-24s %11.1fx%n", "packed / by itself", packed / alone);
    }
    System.exit(0);
  }

  private static List<String> names() {
    return IntStream.range(0, DEVICES).mapToObj(i -> "pack-" + i).toList();
  }

  /** Values a second that the platform has answered with success. */
  private static double measure(Path directory, int port, int packMillis) throws Exception {
    try (EmbeddedGateway gateway =
        EmbeddedGateway.start(Files.createTempDirectory(directory, "gateway"))) {
      CloudSession session = online(gateway, port, packMillis);
      List<DeviceLink> links =
          names().stream()
              .map(name -> session.link(new DeviceIdentity(PRODUCT_KEY, name)))
              .toList();
      AtomicLong taken = new AtomicLong();
      Semaphore room = new Semaphore(WAITING);
      long begin = System.nanoTime() + WARM_UP.toNanos();
      long end = begin + MEASURED.toNanos();
      int turn = 0;
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        if (room.tryAcquire(left, TimeUnit.NANOSECONDS)) {
          links
              .get(turn++ % DEVICES)
              .request(POST, JsonText.of(Sample.PARAMS), RequestOptions.DURABLE)
              .whenComplete(
                  (reply, failure) -> {
                    room.release();
                    long now = System.nanoTime();
                    if (reply != null && reply.isSuccess() && now > begin && now <= end) {
                      taken.addAndGet(VALUES);
                    }
                  });
        }
      }
      return taken.get() / (double) MEASURED.toSeconds();
    }
  }

  private static CloudSession online(EmbeddedGateway gateway, int port, int packMillis) {
    Map<String, Object> connection = new HashMap<>();
    connection.put("product.key", PRODUCT_KEY);
    connection.put("device.name", "pack-gateway");
    connection.put("device.secret", SECRET);
    connection.put("host", "127.0.0.1");
    connection.put("port", port);
    connection.put("transport", "tcp");
    connection.put("uplink.rate", MESSAGES_A_SECOND);
    connection.put("pack.post.milliseconds", packMillis);
    gateway.configure("org.kuralink.connection", "main", connection);
    gateway.configure(
        "org.kuralink.gateway",
        "main",
        Map.of("connection", "main", "devices", devices(), "device.secrets", secrets()));
    Gateway devices = gateway.service(Gateway.class, "(connection=main)");
    await("sub-devices").atMost(LIMIT).until(() -> devices.status().online() == DEVICES);
    return gateway.service(CloudSession.class, "(kura.service.pid=main)");
  }

  private static String devices() {
    return names().stream()
        .map(name -> "{\"productKey\":\"" + PRODUCT_KEY + "\",\"deviceName\":\"" + name + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String secrets() {
    return names().stream()
        .map(name -> "\"" + PRODUCT_KEY + "/" + name + "\":\"" + SECRET + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
