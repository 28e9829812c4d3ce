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
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * Measures the heap that a sub-device uses in its gateway: its link, its thing with a model of ten
 * properties whose last values are stored, its shadow, its updates and its remote configuration, in
 * the packaged bundles. The gateway is offline, so that only the devices use the heap.
 */
public final class HeapOfDevices {

  /** As many as the platform lets be online over one gateway. */
  static final int DEVICES = 1500;

  private static final int PROPERTIES = 10;

  /** So many are used before anything is counted: what there is once a session is there then. */
  private static final int FIRST = 100;

  private static final String MAIN = "(kura.service.pid=main)";
  private static final String PRODUCT = "a1Meters0001";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private HeapOfDevices() {}

  /**
   * The measurements.
   *
   * @param bytes heap bytes per device
   * @param newThreads new threads, by their names without numbers
   */
  record Figures(long bytes, Set<String> newThreads) {}

  /**
   * Prints a row of a table.
   *
   * @param arguments a directory to write to
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    Figures figures = measure(Files.createTempDirectory(directory, "gateway"));
    System.out.printf(
        "%nHeap of %d sub-devices with %d last values, a shadow, updates and a configuration: %d"
            + " bytes each, new threads: %s%n",
        DEVICES, PROPERTIES, figures.bytes(), figures.newThreads());
    System.exit(0);
  }

  /** Measures in a gateway of its own. */
  static Figures measure(Path directory) throws IOException {
    Path model = Files.writeString(directory.resolve("model.json"), model());
    try (EmbeddedGateway gateway = EmbeddedGateway.start(directory)) {
      gateway.configure("org.kuralink.connection", "main", connection());
      gateway.configure(
          "org.kuralink.thing",
          "main",
          Map.of("connection", "main", "model.source", "file", "model.file", model.toString()));
      for (String capability : List.of("shadow", "ota", "cota")) {
        gateway.configure("org.kuralink." + capability, "main", Map.of("connection", "main"));
      }
      Doors doors =
          new Doors(
              gateway.service(CloudSession.class, MAIN),
              gateway.service(Thing.class, MAIN),
              gateway.service(Shadow.class, MAIN),
              gateway.service(FirmwareUpdates.class, MAIN),
              gateway.service(RemoteConfiguration.class, MAIN));
      for (int i = 0; i < FIRST; i++) {
        doors.use(new DeviceIdentity(PRODUCT, "first" + i));
      }
      DeviceIdentity known = new DeviceIdentity(PRODUCT, "first0");
      await("thing model").atMost(LIMIT).until(() -> doors.thing.of(known).model().isPresent());
      Set<String> threads = threads();
      long before = doors.used(known);
      for (int i = 0; i < DEVICES; i++) {
        doors.use(new DeviceIdentity(PRODUCT, "device" + i));
      }
      long bytes = (doors.used(known) - before) / DEVICES;
      Set<String> newThreads = threads();
      newThreads.removeAll(threads);
      return new Figures(bytes, newThreads);
    }
  }

  private static Map<String, Object> connection() {
    Map<String, Object> connection = new HashMap<>();
    connection.put("product.key", "a1Gateway001");
    connection.put("device.name", "gateway");
    connection.put("device.secret", "benchmarkSecret");
    connection.put("host", "127.0.0.1");
    connection.put("transport", "tcp");
    connection.put("connect.on.startup", false);
    return connection;
  }

  /** The services through which an application uses its devices. */
  private record Doors(
      CloudSession session,
      Thing thing,
      Shadow shadow,
      FirmwareUpdates updates,
      RemoteConfiguration configuration) {

    void use(DeviceIdentity device) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int p = 0; p < PROPERTIES; p++) {
        values.put("property" + p, device.hashCode() % 1000 + p / 10.0);
      }
      if (!session.link(device).identity().equals(device)) {
        throw new IllegalStateException("another device's link");
      }
      if (!shadow.of(device).status().device().map(device::equals).orElse(false)) {
        throw new IllegalStateException("another device's shadow");
      }
      if (updates.of(device).status().state() != UpdateState.IDLE) {
        throw new IllegalStateException("an update that nobody has ordered");
      }
      if (configuration.of(device).status().state() != RemoteConfigurationState.IDLE) {
        throw new IllegalStateException("a configuration that nobody has pushed");
      }
      // Nobody keeps what will become of it, as an application that is not interested does.
      thing.of(device).post(PropertyPost.durable(values));
    }

    /** What is known to be dropped only after garbage was collected goes with the next message. */
    long used(DeviceIdentity next) {
      HeapOfDevices.used();
      use(next);
      return HeapOfDevices.used();
    }
  }

  private static String model() {
    StringBuilder properties = new StringBuilder();
    for (int p = 0; p < PROPERTIES; p++) {
      properties
          .append(p == 0 ? "" : ",")
          .append("{\"identifier\":\"property")
          .append(p)
          .append("\",\"name\":\"property\",\"accessMode\":\"rw\",\"required\":false,")
          .append("\"dataType\":{\"type\":\"double\",\"specs\":{}}}");
    }
    return "{\"schema\":\"\",\"profile\":{\"version\":\"1.0\",\"productKey\":\""
        + PRODUCT
        + "\"},\"properties\":["
        + properties
        + "],\"events\":[],\"services\":[]}";
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName().replaceAll("[0-9]+", ""))
        .collect(Collectors.toSet());
  }

  /**
   * What all objects that are alive take, by the virtual machine's own count: how full its heap is
   * depends on the collector. The least of several looks, as what is there for a while only adds.
   */
  static long used() {
    return IntStream.range(0, 5).mapToLong(look -> alive()).min().orElseThrow();
  }

  private static long alive() {
    String text = histogram().strip();
    return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
  }

  /** What is alive, as the virtual machine counts it: for each class a line, then the sum. */
  public static String histogram() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .invoke(
              ObjectName.getInstance("com.sun.management:type=DiagnosticCommand"),
              "gcClassHistogram",
              new Object[] {new String[0]},
              new String[] {String[].class.getName()})
          .toString();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
