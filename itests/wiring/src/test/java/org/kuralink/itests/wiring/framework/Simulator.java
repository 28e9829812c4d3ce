/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;

/**
 * The platform in its own process on free ports of the loopback address, with a device for this
 * test only. All tests of a JVM share the process, which ends with the JVM.
 */
final class Simulator {

  /** Property of the framework: where the platform is. */
  private static final String ADDRESS = "org.kuralink.itests.simulator";

  private static final String PRODUCT_KEY = "a1KuraDemo01";
  private static final String SENSOR_KEY = "a1KuraDemo02";

  /** Of every device that is made here. */
  static final String DEVICE_SECRET = "secretOfADeviceForOneTestAlone01";

  private static final Pattern WEB_PAGE = Pattern.compile("http://localhost:(\\d+)/");

  private final URI address;
  private final String deviceName;

  private Simulator(URI address, String deviceName) {
    this.address = address;
    this.deviceName = deviceName;
  }

  /** The process, independent of the frameworks, which are started and stopped. */
  private static final class Running {
    static final String ADDRESS = start();
  }

  /** What a framework is told whose tests ask for a device. */
  static Option isRunning() {
    return CoreOptions.frameworkProperty(ADDRESS).value(Running.ADDRESS);
  }

  /** Makes a device at the platform that the framework was told of. */
  static Simulator withNewDevice(BundleContext context) throws IOException, InterruptedException {
    String name = "gateway-" + UUID.randomUUID().toString().substring(0, 8);
    Simulator simulator = new Simulator(URI.create(context.getProperty(ADDRESS)), name);
    simulator.add(PRODUCT_KEY, name);
    return simulator;
  }

  /** Makes a device that may be behind that one. */
  DeviceIdentity newSensor() throws IOException, InterruptedException {
    String name = "sensor-" + UUID.randomUUID().toString().substring(0, 8);
    add(SENSOR_KEY, name);
    return new DeviceIdentity(SENSOR_KEY, name);
  }

  private void add(String productKey, String name) throws IOException, InterruptedException {
    JsonObject device = new JsonObject();
    device.addProperty("deviceName", name);
    device.addProperty("deviceSecret", DEVICE_SECRET);
    answer(
        HttpRequest.newBuilder(address.resolve("/api/v1/products/" + productKey + "/devices"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(device.toString()))
            .build());
  }

  private static String start() {
    try {
      Process process =
          new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "simulator-end"));
      BufferedReader output = process.inputReader();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher matcher = WEB_PAGE.matcher(line);
        if (matcher.find()) {
          drain(output);
          return "http://127.0.0.1:" + matcher.group(1);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("the simulator has ended without telling its address");
  }

  private static List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                House.simulatorClassPath(),
                "org.kuralink.simulator.Simulator",
                "--data",
                House.freshData().toString(),
                "--limits",
                "none"));
    for (String door : List.of("tcp", "tls", "ws", "wss", "https", "http", "coap", "coaps")) {
      command.addAll(List.of("--" + door + "-port", "0"));
    }
    return command;
  }

  /** A process whose output nobody reads stands still at some point. */
  private static void drain(BufferedReader output) {
    Thread thread =
        new Thread(
            () -> {
              try {
                output.transferTo(Writer.nullWriter());
              } catch (IOException expected) {
                // The process has ended.
              }
            },
            "simulator-output");
    thread.setDaemon(true);
    thread.start();
  }

  /** What the stream of the platform tells about the device. */
  PlatformWatch watch(String property) throws IOException, InterruptedException {
    return new PlatformWatch(address, PRODUCT_KEY, deviceName, property);
  }

  /** How many log-ins of a device behind that one have come, by what that one has sent. */
  long logIns(DeviceIdentity behind) throws IOException, InterruptedException {
    String filter = "?limit=1000&productKey=" + PRODUCT_KEY + "&deviceName=" + deviceName;
    JsonObject messages =
        JsonParser.parseString(text("/api/v1/messages" + filter)).getAsJsonObject();
    return StreamSupport.stream(messages.getAsJsonArray("items").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(message -> message.get("direction").getAsString().equals("up"))
        .filter(message -> message.get("topic").getAsString().endsWith("login"))
        .filter(message -> message.get("payload").getAsString().contains(behind.deviceName()))
        .count();
  }

  /** How the device logs in. */
  Map<String, Object> login() throws IOException, InterruptedException {
    return login("tcp");
  }

  /** How it does over another transport. */
  Map<String, Object> login(String transport) throws IOException, InterruptedException {
    return Map.of(
        "product.key",
        PRODUCT_KEY,
        "device.name",
        deviceName,
        "device.secret",
        DEVICE_SECRET,
        "transport",
        transport,
        "host",
        "localhost",
        "port",
        port(transport),
        "ca.certificate",
        text("/api/v1/ca.pem"),
        "uplink.rate",
        0,
        "reconnect.min.seconds",
        1,
        "reconnect.max.seconds",
        2);
  }

  private int port(String transport) throws IOException, InterruptedException {
    JsonObject platform = JsonParser.parseString(text("/api/v1/platform")).getAsJsonObject();
    return platform.getAsJsonObject("ports").get(transport).getAsInt();
  }

  private String text(String path) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(address.resolve(path)).build());
  }

  private String answer(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
