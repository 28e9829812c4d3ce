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
import java.util.List;
import java.util.Optional;

/** What a simulator is started with. Immutable: each {@code with…} gives a changed copy. */
public record SimulatorOptions(
    String bind,
    Ports ports,
    Optional<Path> devices,
    Optional<Path> data,
    List<String> hostNames,
    Duration tokenLifetime,
    int maxPayloadBytes,
    boolean plainRegistration,
    Clock clock) {

  /** Loopback, the usual ports, the sample products and devices. */
  public static SimulatorOptions defaults() {
    return new SimulatorOptions(
        "127.0.0.1",
        Ports.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Duration.ofDays(7),
        256 * 1024,
        false,
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
    return new SimulatorOptions(
        address,
        ports,
        devices,
        data,
        hostNames,
        tokenLifetime,
        maxPayloadBytes,
        plainRegistration,
        clock);
  }

  /** The ports to listen on. */
  public SimulatorOptions withPorts(Ports numbers) {
    return new SimulatorOptions(
        bind,
        numbers,
        devices,
        data,
        hostNames,
        tokenLifetime,
        maxPayloadBytes,
        plainRegistration,
        clock);
  }

  /** A JSON file of products and devices, in place of the sample. */
  public SimulatorOptions withDevices(Path file) {
    return new SimulatorOptions(
        bind,
        ports,
        Optional.of(file),
        data,
        hostNames,
        tokenLifetime,
        maxPayloadBytes,
        plainRegistration,
        clock);
  }

  /** Where certificates and the registry are kept; without it, a temporary directory. */
  public SimulatorOptions withData(Path directory) {
    return new SimulatorOptions(
        bind,
        ports,
        devices,
        Optional.of(directory),
        hostNames,
        tokenLifetime,
        maxPayloadBytes,
        plainRegistration,
        clock);
  }

  /** Names the server certificate is valid for, besides localhost. */
  public SimulatorOptions withHostNames(List<String> names) {
    return new SimulatorOptions(
        bind,
        ports,
        devices,
        data,
        List.copyOf(names),
        tokenLifetime,
        maxPayloadBytes,
        plainRegistration,
        clock);
  }

  /** How long an iotToken is valid. */
  public SimulatorOptions withTokenLifetime(Duration lifetime) {
    return new SimulatorOptions(
        bind, ports, devices, data, hostNames, lifetime, maxPayloadBytes, plainRegistration, clock);
  }

  /** The largest payload a device may publish. */
  public SimulatorOptions withMaxPayloadBytes(int bytes) {
    return new SimulatorOptions(
        bind, ports, devices, data, hostNames, tokenLifetime, bytes, plainRegistration, clock);
  }

  /** Whether MQTT dynamic registration is allowed without TLS. */
  public SimulatorOptions withPlainRegistration(boolean allowed) {
    return new SimulatorOptions(
        bind, ports, devices, data, hostNames, tokenLifetime, maxPayloadBytes, allowed, clock);
  }

  /** The clock for times and token expiry. */
  public SimulatorOptions withClock(Clock other) {
    return new SimulatorOptions(
        bind,
        ports,
        devices,
        data,
        hostNames,
        tokenLifetime,
        maxPayloadBytes,
        plainRegistration,
        other);
  }
}
