/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.kuralink.simulator.Ports;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;

/** A simulator with one product for the tests; each test registers its own devices. */
final class Platform implements AutoCloseable {

  static final String PRODUCT_KEY = "a1Interop01";
  static final String PRODUCT_SECRET = "interopProductSecret";

  private static final String PRODUCT =
      """
      {"name": "Interop", "productKey": "%s", "productSecret": "%s", "dynamicRegistration": true,
       "tsl": {"properties": [
         {"identifier": "temperature", "name": "Temperature", "accessMode": "r",
          "dataType": {"type": "double", "specs": {"min": "-40", "max": "120", "unit": "°C"}}},
         {"identifier": "label", "name": "Label", "accessMode": "rw",
          "dataType": {"type": "text", "specs": {"length": "64"}}},
         {"identifier": "interval", "name": "Interval", "accessMode": "rw",
          "dataType": {"type": "int", "specs": {"min": "1", "max": "3600"}}}],
        "events": [
         {"identifier": "overheated", "name": "Overheated", "type": "alert",
          "method": "thing.event.overheated.post", "outputData": [
           {"identifier": "degrees", "name": "Degrees",
            "dataType": {"type": "double", "specs": {"min": "0", "max": "500"}}}]}],
        "services": [
         {"identifier": "measure", "name": "Measure", "callType": "sync",
          "method": "thing.service.measure",
          "inputData": [{"identifier": "times", "name": "Times",
            "dataType": {"type": "int", "specs": {"min": "1", "max": "9"}}}],
          "outputData": [{"identifier": "mean", "name": "Mean",
            "dataType": {"type": "double", "specs": {}}}]},
         {"identifier": "restart", "name": "Restart", "callType": "async",
          "method": "thing.service.restart", "inputData": [], "outputData": []}]}}
      """;

  private final Simulator simulator;
  private final AtomicInteger devices = new AtomicInteger();
  final Rest rest;

  Platform() throws Exception {
    simulator = Simulator.start(SimulatorOptions.forTests());
    rest = new Rest(simulator.ports().http());
    rest.post("/products", PRODUCT.formatted(PRODUCT_KEY, PRODUCT_SECRET));
  }

  /** Registers a device that nobody else uses. */
  Identity newDevice() {
    String name = "device-" + devices.incrementAndGet();
    JsonObject created =
        rest.post("/products/" + PRODUCT_KEY + "/devices", "{\"deviceName\": \"" + name + "\"}");
    return new Identity(PRODUCT_KEY, name, created.get("deviceSecret").getAsString());
  }

  String brokerUrl(String transport) {
    return switch (transport) {
      case "tcp" -> "mqtt://127.0.0.1:" + simulator.ports().tcp();
      case "tls" -> "mqtts://127.0.0.1:" + simulator.ports().tls();
      case "ws" -> "ws://127.0.0.1:" + simulator.ports().ws() + "/mqtt";
      case "wss" -> "wss://127.0.0.1:" + simulator.ports().wss() + "/mqtt";
      default -> throw new IllegalArgumentException(transport);
    };
  }

  int tcpPort() {
    return simulator.ports().tcp();
  }

  /** The real ports, for clients that are told an address by options of their own. */
  Ports ports() {
    return simulator.ports();
  }

  String registerUrl() {
    return "https://127.0.0.1:" + simulator.ports().https() + "/auth/register/device";
  }

  /** Keeps a file that devices can download; its id. */
  String upload(String name, byte[] content) throws Exception {
    return simulator.files().store().put(name, content).id();
  }

  /** The authority that signed the simulator's certificate. */
  Path authority() {
    return simulator.caPem();
  }

  @Override
  public void close() throws Exception {
    simulator.close();
  }
}
