/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.simulator.Limits;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.registry.DeviceKey;
import org.kuralink.simulator.tsl.Tsl;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;

/** The gateway for the pushed cases, online, with the packaged field channels. */
final class PushedStage implements AutoCloseable {

  static final DeviceKey GATEWAY = new DeviceKey("a1Gateway01", "gw-01");
  private static final String SECRET = "testTNmjyWHQzniA8wEkTNmjyWHQtest";

  private final Stage stage;
  private final PlatformClient platform;
  private final FieldChannels channels;

  /**
   * Starts gateway and platform.
   *
   * @param configuring gives the channels their configurations
   */
  PushedStage(Path data, Consumer<EmbeddedGateway> configuring) throws Exception {
    stage =
        Stage.start(
            data,
            SimulatorOptions.forTests()
                .withLimits(Limits.NONE)
                .withGatewayLimits(SubDeviceStage.unlimited()));
    stage
        .simulator()
        .registry()
        .createProduct(
            Optional.of(GATEWAY.productKey()), "Gateways", Optional.empty(), false, Tsl.empty());
    stage.simulator().registry().createDevice(GATEWAY, Optional.of(SECRET));
    stage.gateway().configure("org.kuralink.gateway", "main", Map.of("connection", "main"));
    FieldDevicesStage.install(stage.gateway());
    configuring.accept(stage.gateway());
    stage.connect(
        Map.of(
            "product.key", GATEWAY.productKey(),
            "device.name", GATEWAY.deviceName(),
            "device.secret", SECRET));
    stage.thing(Map.of("model.source", "none"));
    platform =
        new PlatformClient(
            stage.simulator().ports().http(), GATEWAY.productKey(), GATEWAY.deviceName());
    channels = stage.gateway().service(FieldChannels.class, "(connection=main)");
  }

  Simulator simulator() {
    return stage.simulator();
  }

  PlatformClient platform() {
    return platform;
  }

  /** The ids of the servers in force. */
  String servers() {
    return channels.status().servers().stream().map(each -> each.serverId()).toList().toString();
  }

  @Override
  public void close() {
    stage.close();
  }
}
