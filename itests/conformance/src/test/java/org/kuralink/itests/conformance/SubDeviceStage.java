/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.kuralink.itests.conformance.WireGateway.sub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDeviceError;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.gateway.SubDeviceStatus;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.gateway.GatewayLimits;
import org.kuralink.simulator.gateway.Gateways;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.standalone.embedded.SharedGateway;

/** The gateway with sub-devices, and the platform; the sub-devices are those of WireGateway. */
final class SubDeviceStage implements AutoCloseable {

  static final DeviceKey KEY = new DeviceKey(Stage.PRODUCT_KEY, Stage.DEVICE_NAME);
  static final Duration LIMIT = Duration.ofSeconds(60);

  final Stage stage;
  final CloudSession session;
  private Gateway gateway;

  private SubDeviceStage(Stage stage) {
    this.stage = stage;
    // before the session logs in: it asks the platform to subscribe for sub-devices
    gateway(Map.of());
    session =
        stage.connect(
            Map.of(
                "request.timeout.seconds", 5,
                "reconnect.min.seconds", 1,
                "reconnect.max.seconds", 1));
  }

  /** Without the platform's limits: its time stands still unless it leaps. */
  static GatewayLimits unlimited() {
    return GatewayLimits.of(Limits.NONE);
  }

  static SubDeviceStage start(SharedGateway shared, Path data, int devices) throws Exception {
    return start(shared, data, devices, unlimited());
  }

  static SubDeviceStage start(SharedGateway shared, Path data, int devices, GatewayLimits limits)
      throws Exception {
    Stage stage =
        Stage.start(
            shared,
            data,
            SimulatorOptions.forTests().withLimits(Limits.NONE).withGatewayLimits(limits));
    WireGateway.populate(stage.simulator(), KEY, devices);
    return new SubDeviceStage(stage);
  }

  static DeviceIdentity id(int number) {
    return new DeviceIdentity(sub(number).productKey(), sub(number).deviceName());
  }

  /** Configures sub-devices of these numbers. */
  Gateway gateway(Map<String, ?> changes, int... numbers) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("connection", "main");
    properties.put("retry.min.seconds", 1);
    properties.put(
        "devices",
        WireGateway.names(IntStream.of(numbers).mapToObj(WireGateway::sub).toList()).toString());
    properties.putAll(changes);
    stage.gateway().configure("org.kuralink.gateway", "main", properties);
    gateway = stage.gateway().service(Gateway.class, "(connection=main)");
    return gateway;
  }

  /** Configures sub-devices of these numbers, and waits until they are online. */
  Gateway online(int... numbers) {
    Gateway configured = gateway(Map.of(), numbers);
    await(SubDeviceState.ONLINE, numbers);
    return configured;
  }

  Simulator simulator() {
    return stage.simulator();
  }

  Gateways platform() {
    return simulator().capabilities().gateways();
  }

  SubDeviceStatus status(int number) {
    return gateway.find(id(number)).orElseThrow();
  }

  SubDeviceError error(int number) {
    return status(number).lastError().orElseThrow();
  }

  void await(SubDeviceState state, int... numbers) {
    for (int number : numbers) {
      await(number, status -> status.state() == state);
    }
  }

  /** Waits until a device is in a state for a reason. */
  void await(SubDeviceState state, SubDeviceFault why, int number) {
    await(
        number,
        status ->
            status.state() == state
                && status.lastError().filter(error -> error.cause() == why).isPresent());
  }

  void await(int number, Predicate<SubDeviceStatus> fits) {
    Awaitility.await(sub(number).deviceName())
        .atMost(LIMIT)
        .until(() -> gateway.find(id(number)).filter(fits).isPresent());
  }

  /** What the platform answers to messages of this device on topics with these words, so often. */
  void refuse(DeviceKey device, int code, String topic, int times) {
    simulator()
        .faults()
        .own(
            device,
            Faults.NONE
                .with("replyCode", code)
                .with("replyTopic", topic)
                .with("replyTimes", times));
  }

  /** The params of what the gateway published on topics that end so. */
  List<JsonElement> sent(String topicEnd) {
    return sent(KEY, topicEnd).stream().map(message -> message.get("params")).toList();
  }

  List<JsonObject> sent(DeviceKey device, String topicEnd) {
    return simulator()
        .journal()
        .recent(
            1000,
            message ->
                message.up() && message.key().equals(device) && message.topic().endsWith(topicEnd))
        .stream()
        .map(message -> JsonParser.parseString(message.text()).getAsJsonObject())
        .toList();
  }

  /** How many log-ins of a device came to the platform, alone or in batches. */
  long logins(int number) {
    List<JsonElement> all = new ArrayList<>(sent("/combine/login"));
    sent("/combine/batch_login")
        .forEach(batch -> batch.getAsJsonObject().getAsJsonArray("deviceList").forEach(all::add));
    return all.stream().filter(element -> names(element, number)).count();
  }

  static boolean names(JsonElement element, int number) {
    return element
        .getAsJsonObject()
        .get("deviceName")
        .getAsString()
        .equals(sub(number).deviceName());
  }

  boolean isThere(int number) {
    return platform().isOnline(sub(number));
  }

  boolean isBound(int number) {
    return platform().relations().gatewayOf(sub(number)).equals(Optional.of(KEY));
  }

  /** Loses the gateway's link and waits until the device has seen that. */
  void reconnect(int number) {
    long losses = status(number).losses();
    stage.platform().kick();
    await(number, status -> status.losses() > losses);
  }

  static <T> T done(CompletionStage<T> result) throws Exception {
    return result.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    stage.close();
  }
}
