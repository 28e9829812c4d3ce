/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.registry.RegistryException;
import org.kuralink.standalone.embedded.PlatformClient;

/** The simulator, and the settings with which connections log in. */
final class Platform implements AutoCloseable {

  static final String PRODUCT = "a1KuraDemo01";

  private static final Map<String, String> SECRETS =
      Map.of(
          "gateway-01", "kuraDemoGateway01SecretForLocal1",
          "gateway-03", "kuraDemoGateway03SecretForLocal1");

  private final Simulator simulator;

  private Platform(Simulator simulator) {
    this.simulator = simulator;
  }

  /** Two devices are there. */
  static Platform start() {
    try {
      Platform platform = new Platform(Simulator.start(SimulatorOptions.forTests()));
      platform
          .device("gateway-01")
          .post(
              "products/" + PRODUCT + "/devices",
              "{\"deviceName\":\"gateway-03\",\"deviceSecret\":\""
                  + SECRETS.get("gateway-03")
                  + "\"}");
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Simulator simulator() {
    return simulator;
  }

  PlatformClient device(String name) {
    return new PlatformClient(simulator.ports().http(), PRODUCT, name);
  }

  Map<String, Object> login(String device) {
    return OnKura.login(PRODUCT, device, SECRETS.get(device), simulator.ports().tcp());
  }

  /** Orders a device to replace a module by this file. */
  void update(String device, String module, String version, byte[] file) {
    try {
      PlatformClient client = device(device);
      String firmware = "products/" + PRODUCT + "/firmware";
      String id =
          client
              .post(
                  firmware,
                  "{\"module\":\"%s\",\"version\":\"%s\",\"fileId\":\"%s\"}"
                      .formatted(
                          module,
                          version,
                          simulator.files().store().put(module + ".dp", file).id()))
              .get("firmwareId")
              .getAsString();
      client.post(
          firmware + "/" + id + "/push", "{\"scheme\":\"http\",\"devices\":[\"" + device + "\"]}");
    } catch (IOException | RegistryException e) {
      throw new AssertionError(version, e);
    }
  }

  /** The values of a property that a device has posted, alone or in batches, as they came. */
  List<Integer> posted(String device, String property) {
    return device(device).sent("/post").stream()
        .map(post -> post.getAsJsonObject("params"))
        .flatMap(params -> values(params, property))
        .toList();
  }

  private static Stream<Integer> values(JsonObject params, String property) {
    JsonElement batch = params.get("properties");
    if (batch != null && batch.isJsonObject() && batch.getAsJsonObject().has(property)) {
      return StreamSupport.stream(
              batch.getAsJsonObject().getAsJsonArray(property).spliterator(), false)
          .map(Platform::value);
    }
    return Stream.ofNullable(params.get(property)).map(Platform::value);
  }

  private static int value(JsonElement value) {
    return value.isJsonObject()
        ? value.getAsJsonObject().get("value").getAsInt()
        : value.getAsInt();
  }

  Set<Integer> received(String device, String property) {
    return posted(device, property).stream().collect(Collectors.toSet());
  }

  @Override
  public void close() {
    simulator.close();
  }
}
