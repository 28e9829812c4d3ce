/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kuralink.itests.wiring.House;

/** The platform with its sample devices, in a process of its own, on free ports of loopback. */
final class Simulator implements AutoCloseable {

  static final String PRODUCT_KEY = "a1KuraDemo01";
  static final String DEVICE_NAME = "gateway-01";
  private static final String DEVICE_SECRET = "kuraDemoGateway01SecretForLocal1";
  private static final Pattern WEB_PAGE = Pattern.compile("http://localhost:(\\d+)/");

  private final Process process;
  private final URI address;

  private Simulator(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  static Simulator start() throws IOException {
    Process process =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = WEB_PAGE.matcher(line);
      if (matcher.find()) {
        drain(output);
        return new Simulator(process, URI.create("http://127.0.0.1:" + matcher.group(1)));
      }
    }
    throw new IOException("the simulator has ended without telling its address");
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

  /** What the stream of the platform tells about the sample gateway. */
  PlatformWatch watch(String property) throws IOException, InterruptedException {
    return new PlatformWatch(address, PRODUCT_KEY, DEVICE_NAME, property);
  }

  /** How the sample gateway logs in. */
  Map<String, Object> login() throws IOException, InterruptedException {
    return login("tcp");
  }

  /** How it does over another transport. */
  Map<String, Object> login(String transport) throws IOException, InterruptedException {
    return Map.of(
        "product.key",
        PRODUCT_KEY,
        "device.name",
        DEVICE_NAME,
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
        0);
  }

  private int port(String transport) throws IOException, InterruptedException {
    JsonObject platform = JsonParser.parseString(text("/api/v1/platform")).getAsJsonObject();
    return platform.getAsJsonObject("ports").get(transport).getAsInt();
  }

  private String text(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
