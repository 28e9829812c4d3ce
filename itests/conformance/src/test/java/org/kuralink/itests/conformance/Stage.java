/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowStatus;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;

/** A gateway and a platform that are not connected yet. */
final class Stage implements AutoCloseable {

  static final String PRODUCT_KEY = "a1KuraDemo01";
  static final String DEVICE_NAME = "gateway-01";

  private final VirtualTime time;
  private final Simulator simulator;
  private final Optional<SharedGateway> shared;
  private final Path data;
  private final PlatformClient platform;
  private EmbeddedGateway gateway;

  private Stage(VirtualTime time, Simulator simulator, Optional<SharedGateway> shared, Path data) {
    this.time = time;
    this.simulator = simulator;
    this.shared = shared;
    this.data = data;
    startGateway();
    this.platform = new PlatformClient(simulator.ports().http(), PRODUCT_KEY, DEVICE_NAME);
  }

  static Stage start(Path data) throws IOException {
    return start(data, SimulatorOptions.forTests());
  }

  static Stage start(Path data, SimulatorOptions options) throws IOException {
    return start(Optional.empty(), data, options);
  }

  /** With the gateway of a class of tests, and a platform of its own. */
  static Stage start(SharedGateway shared, Path data) throws IOException {
    return start(shared, data, SimulatorOptions.forTests());
  }

  static Stage start(SharedGateway shared, Path data, SimulatorOptions options) throws IOException {
    return start(Optional.of(shared), data, options);
  }

  private static Stage start(Optional<SharedGateway> shared, Path data, SimulatorOptions options)
      throws IOException {
    VirtualTime time = new VirtualTime();
    // The platform takes no time that is more than a day ahead of its own.
    time.stepClock(Duration.between(VirtualTime.START, Instant.now()));
    Simulator simulator = Simulator.start(options.withClock(time.clock()));
    return new Stage(time, simulator, shared, data);
  }

  /** What the platform's clock says. */
  Instant platformTime() {
    return time.clock().instant();
  }

  /** Sets the platform's clock. */
  void platformTime(Instant now) {
    time.stepClock(Duration.between(platformTime(), now));
  }

  /** Lets time pass for the platform alone. */
  void leap(Duration duration) {
    time.leap(duration);
  }

  /** Stops the gateway; what its bundles stored stays. */
  void stopGateway() {
    shared.ifPresentOrElse(SharedGateway::stop, gateway::close);
  }

  /** Starts the gateway again; its components wait for their configurations. */
  void startGateway() {
    gateway =
        shared.map(standing -> standing.on(data)).orElseGet(() -> EmbeddedGateway.start(data));
  }

  Simulator simulator() {
    return simulator;
  }

  EmbeddedGateway gateway() {
    return gateway;
  }

  PlatformClient platform() {
    return platform;
  }

  /**
   * Gives the product the thing model of a pair of scales: an event, and services of both kinds.
   */
  void scales() {
    try (InputStream tsl = Stage.class.getResourceAsStream("/scales.json")) {
      platform.thingModel(new String(tsl.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The simulator's authority, as the form takes it. */
  String authority() {
    try {
      return Files.readString(simulator.caPem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Configures the connection over tcp, with changes, and waits until it is online. */
  CloudSession connect(Map<String, ?> changes) {
    CloudSession session = configure(changes);
    await("online").atMost(Duration.ofSeconds(30)).until(() -> session.status().isOnline());
    return session;
  }

  /** Configures the connection over tcp, with changes. */
  CloudSession configure(Map<String, ?> changes) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("product.key", PRODUCT_KEY);
    properties.put("device.name", DEVICE_NAME);
    properties.put("device.secret", "kuraDemoGateway01SecretForLocal1");
    properties.put("host", "localhost");
    properties.put("transport", "tcp");
    properties.put("port", simulator.ports().tcp());
    properties.put("ca.certificate", authority());
    properties.put("auth.url", "https://localhost:" + simulator.ports().https());
    properties.putAll(changes);
    gateway.configure("org.kuralink.connection", "main", properties);
    return gateway.service(CloudSession.class, "(kura.service.pid=main)");
  }

  /** Deletes the connection and waits until its session is gone. */
  void disconnect() {
    gateway.remove("org.kuralink.connection", "main");
    await("no session")
        .atMost(Duration.ofSeconds(30))
        .until(() -> gateway.context().getServiceReference(CloudSession.class) == null);
  }

  /** Configures the thing and waits for its service. */
  Thing thing(Map<String, ?> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("connection", "main");
    gateway.configure("org.kuralink.thing", "main", all);
    return gateway.service(Thing.class, "(kura.service.pid=main)");
  }

  /** Configures the shadow and waits until it is in step with the platform. */
  Shadow shadow(Map<String, ?> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("connection", "main");
    gateway.configure("org.kuralink.shadow", "main", all);
    Shadow shadow = gateway.service(Shadow.class, "(kura.service.pid=main)");
    await("shadow in step")
        .atMost(Duration.ofSeconds(30))
        .until(() -> shadow.status().state() == ShadowStatus.State.SYNCHRONISED);
    return shadow;
  }

  @Override
  public void close() {
    try {
      shared.ifPresentOrElse(SharedGateway::clear, gateway::close);
    } finally {
      simulator.close();
    }
  }
}
