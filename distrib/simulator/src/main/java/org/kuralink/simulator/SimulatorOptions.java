/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.simulator.gateway.GatewayLimits;

/**
 * The start options of a simulator. Immutable: each {@code with…} method returns a changed copy.
 */
public record SimulatorOptions(
    String bind,
    Ports ports,
    Optional<Path> devices,
    Optional<Path> data,
    List<String> hostNames,
    Duration tokenLifetime,
    Duration httpsTokenLifetime,
    int maxPayloadBytes,
    boolean plainRegistration,
    Optional<String> instanceId,
    Limits limits,
    GatewayLimits gatewayLimits,
    Clock clock) {

  /** A mutable copy of the options. */
  private static final class Draft {
    private String bind;
    private Ports ports;
    private Optional<Path> devices;
    private Optional<Path> data;
    private List<String> hostNames;
    private Duration tokenLifetime;
    private Duration httpsTokenLifetime;
    private int maxPayloadBytes;
    private boolean plainRegistration;
    private Optional<String> instanceId;
    private Limits limits;
    private GatewayLimits gatewayLimits;
    private Clock clock;

    Draft(SimulatorOptions options) {
      bind = options.bind;
      ports = options.ports;
      devices = options.devices;
      data = options.data;
      hostNames = options.hostNames;
      tokenLifetime = options.tokenLifetime;
      httpsTokenLifetime = options.httpsTokenLifetime;
      maxPayloadBytes = options.maxPayloadBytes;
      plainRegistration = options.plainRegistration;
      instanceId = options.instanceId;
      limits = options.limits;
      gatewayLimits = options.gatewayLimits;
      clock = options.clock;
    }
  }

  private SimulatorOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new SimulatorOptions(
        draft.bind,
        draft.ports,
        draft.devices,
        draft.data,
        draft.hostNames,
        draft.tokenLifetime,
        draft.httpsTokenLifetime,
        draft.maxPayloadBytes,
        draft.plainRegistration,
        draft.instanceId,
        draft.limits,
        draft.gatewayLimits,
        draft.clock);
  }

  /** Loopback, the usual ports, the sample products and devices. */
  public static SimulatorOptions defaults() {
    return new SimulatorOptions(
        "127.0.0.1",
        Ports.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Duration.ofDays(7),
        Duration.ofDays(7),
        256 * 1024,
        false,
        Optional.empty(),
        Limits.PLATFORM,
        GatewayLimits.of(Limits.PLATFORM),
        Clock.systemUTC());
  }

  /**
   * What a test wants: loopback, free ports, the sample devices, a data directory that goes away.
   */
  public static SimulatorOptions forTests() {
    return defaults().withPorts(Ports.EPHEMERAL);
  }

  /** The address to listen on. */
  public SimulatorOptions withBind(String address) {
    return with(draft -> draft.bind = address);
  }

  /** The ports to listen on. */
  public SimulatorOptions withPorts(Ports numbers) {
    return with(draft -> draft.ports = numbers);
  }

  /** A JSON file of products and devices, in place of the sample. */
  public SimulatorOptions withDevices(Path file) {
    return with(draft -> draft.devices = Optional.of(file));
  }

  /** Sets the directory for certificates and registry; the default is a temporary directory. */
  public SimulatorOptions withData(Path directory) {
    return with(draft -> draft.data = Optional.of(directory));
  }

  /** Names the server certificate is valid for, besides localhost. */
  public SimulatorOptions withHostNames(List<String> names) {
    return with(draft -> draft.hostNames = List.copyOf(names));
  }

  /** How long an iotToken is valid. */
  public SimulatorOptions withTokenLifetime(Duration lifetime) {
    return with(draft -> draft.tokenLifetime = lifetime);
  }

  /** How long a token with which a device publishes over HTTPS or CoAP is valid. */
  public SimulatorOptions withHttpsTokenLifetime(Duration lifetime) {
    return with(draft -> draft.httpsTokenLifetime = lifetime);
  }

  /** The largest payload a device may publish. */
  public SimulatorOptions withMaxPayloadBytes(int bytes) {
    return with(draft -> draft.maxPayloadBytes = bytes);
  }

  /** Whether MQTT dynamic registration is allowed without TLS. */
  public SimulatorOptions withPlainRegistration(boolean allowed) {
    return with(draft -> draft.plainRegistration = allowed);
  }

  /** Which instance of the platform it stands for; without it, one of before July 2021. */
  public SimulatorOptions withInstanceId(String id) {
    return with(draft -> draft.instanceId = Optional.of(id));
  }

  /** How much it lets through. */
  public SimulatorOptions withLimits(Limits limits) {
    return with(
        draft -> {
          draft.limits = limits;
          draft.gatewayLimits = GatewayLimits.of(limits);
        });
  }

  /** How much gateways may do, where that is not what belongs to {@link #withLimits}. */
  public SimulatorOptions withGatewayLimits(GatewayLimits limits) {
    return with(draft -> draft.gatewayLimits = limits);
  }

  /** The clock for times and token expiry. */
  public SimulatorOptions withClock(Clock other) {
    return with(draft -> draft.clock = other);
  }

  /** A name or address that clients on this machine reach the simulator at. */
  String reachableHost() {
    if (!isEverywhere()) {
      return bind;
    }
    return hostNames.isEmpty() ? "localhost" : hostNames.get(0);
  }

  /** Returns the names of the server certificate besides localhost. */
  List<String> certificateNames() {
    List<String> names = new ArrayList<>(hostNames);
    if (!isEverywhere()) {
      names.add(bind);
    }
    return names;
  }

  private boolean isEverywhere() {
    return bind.equals("0.0.0.0") || bind.equals("::");
  }
}
