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
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The simulator in its own JVM, so that no contender shares its heap or its compiler. */
public final class ForkedSimulator implements AutoCloseable {

  /** A second on an idle machine; on one that others use as well it may be half a minute. */
  private static final Duration START = Duration.ofMinutes(3);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path directory;
  private final Map<Way, Integer> ports = new EnumMap<>(Way.class);
  private final int http;

  /**
   * Starts the simulator for MQTT without TLS, without limits.
   *
   * @param directory in which it gets a new directory of its own, so that it knows nothing of the
   *     devices of an earlier run
   */
  public ForkedSimulator(Path directory) throws IOException {
    this(directory, "none");
  }

  /**
   * Starts, for MQTT without TLS.
   *
   * @param limits none, platform or free
   */
  ForkedSimulator(Path directory, String limits) throws IOException {
    this(directory, limits, Set.of(Way.TCP));
  }

  /** Starts, for these ways in. */
  ForkedSimulator(Path directory, String limits, Set<Way> ways) throws IOException {
    this.directory = Files.createTempDirectory(directory, "platform");
    this.http = freePort(false);
    for (Way way : Way.values()) {
      ports.put(way, way == Way.TCP || ways.contains(way) ? freePort(way.isDatagrams()) : 0);
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            "org.kuralink.simulator.Simulator",
            "--tcp-port=" + port(Way.TCP),
            "--http-port=" + http,
            "--tls-port=" + port(Way.TLS),
            "--ws-port=0",
            "--wss-port=0",
            "--coaps-port=" + port(Way.COAPS),
            "--coap-port=" + port(Way.COAP_SYMMETRIC),
            "--https-port=" + port(Way.HTTPS),
            "--limits=" + limits,
            "--data=" + this.directory);
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(this.directory.resolve("simulator.log").toFile())
            .start();
    // Who measures may fail, or be stopped, before it closes: then nothing is to be left running.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-simulator"));
    await("simulator").atMost(START).until(this::isOpen);
  }

  /** Of MQTT without TLS. */
  public int tcpPort() {
    return port(Way.TCP);
  }

  /** Of its REST. */
  public int httpPort() {
    return http;
  }

  int port(Way way) {
    return Objects.requireNonNull(ports.get(way));
  }

  /** Whom its clients have to trust. */
  Path authorities() {
    return directory.resolve("ca.pem");
  }

  /** The thing model of a product. */
  String model(String productKey) throws IOException, InterruptedException {
    URI address =
        URI.create("http://127.0.0.1:" + http + "/api/v1/products/" + productKey + "/tsl");
    return client
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Registers a device of a product of the sample. */
  void register(String productKey, String deviceName, String deviceSecret) {
    create(
        "products/" + productKey + "/devices",
        "{\"deviceName\":\"" + deviceName + "\",\"deviceSecret\":\"" + deviceSecret + "\"}");
  }

  /** Whether the platform has a device online. */
  boolean isOnline(String productKey, String deviceName) throws IOException, InterruptedException {
    URI address =
        URI.create("http://127.0.0.1:" + http + "/api/v1/devices/" + productKey + "/" + deviceName);
    return client
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .contains("\"status\":\"online\"");
  }

  /** Creates a product whose devices ask for their secrets, and these devices. */
  public void createProduct(String productKey, List<String> deviceNames) {
    create(
        "products",
        """
        {"productKey": "%s", "name": "Meters", "dynamicRegistration": true, "tsl": {
          "properties": [{"identifier": "power", "name": "Power", "accessMode": "r",
            "required": false, "dataType": {"type": "int", "specs": {"min": "0", "max": "2000000"}}}],
          "events": [], "services": []}}
        """
            .formatted(productKey));
    for (String name : deviceNames) {
      create("products/" + productKey + "/devices", "{\"deviceName\":\"" + name + "\"}");
    }
  }

  private void create(String what, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/api/v1/" + what))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 201) {
        throw new IllegalStateException(response.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean isOpen() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcpPort())) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort(boolean datagrams) throws IOException {
    if (datagrams) {
      try (DatagramSocket socket = new DatagramSocket(0)) {
        return socket.getLocalPort();
      }
    }
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
