/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * A channel without a line. It checks only the members that the tests of configurations need, keeps
 * the open servers, and answers as a test defines.
 */
final class TestChannel implements FieldChannel {

  final List<Opened> opened = new CopyOnWriteArrayList<>();
  final List<String> story = new CopyOnWriteArrayList<>();
  volatile Map<String, Object> first = Map.of();
  volatile Runnable opening = () -> {};
  volatile CompletableFuture<Void> setting = CompletableFuture.completedFuture(null);

  /** An opened server. */
  final class Opened implements OpenFieldServer {

    final FieldServer server;
    final FieldReports reports;
    volatile boolean closed;

    Opened(FieldServer server, FieldReports reports) {
      this.server = server;
      this.reports = reports;
    }

    @Override
    public CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values) {
      story.add("set " + device + " " + values);
      return setting;
    }

    @Override
    public CompletionStage<Map<String, Object>> call(
        DeviceIdentity device, String identifier, Map<String, Object> input) {
      story.add("call " + device + " " + identifier + " " + input);
      return CompletableFuture.completedFuture(Map.of("result", 7));
    }

    @Override
    public FieldServerStatus status() {
      return new FieldServerStatus(
          server.serverId(),
          closed ? FieldServerStatus.State.CLOSED : FieldServerStatus.State.CONNECTED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          0,
          0,
          0,
          List.of());
    }

    @Override
    public void close() {
      closed = true;
      story.add("close " + server.serverId());
    }
  }

  /** Returns the open servers. */
  List<String> open() {
    return opened.stream().filter(one -> !one.closed).map(one -> one.server.serverId()).toList();
  }

  @Override
  public List<FieldError> check(FieldServer server) {
    List<FieldError> errors = new ArrayList<>();
    boolean opcUa = server.protocol().equals(OPC_UA);
    Object address = server.members().get(opcUa ? "url" : "serialPort");
    if (opcUa && !String.valueOf(address).startsWith("opc.tcp://")) {
      errors.add(new FieldError(server.place(), "url", "is no opc.tcp://host:port"));
    }
    if (server.protocol().equals("RTU") && !String.valueOf(address).startsWith("/dev/")) {
      errors.add(new FieldError(server.place(), "serialPort", "is no path"));
    }
    if (server.members().get("parity") instanceof BigDecimal) {
      errors.add(new FieldError(server.place(), "parity", "is a number"));
    }
    for (FieldDevice device : server.devices()) {
      String member = opcUa ? "displayNamePath" : "slaveId";
      if (!device.members().containsKey(member)) {
        errors.add(new FieldError(device.place() + ".deviceConfig", member, "is missing"));
      }
      if (!opcUa) {
        overlaps(device.model().properties(), errors);
      }
    }
    return errors;
  }

  private static void overlaps(List<FieldPoint> points, List<FieldError> errors) {
    Set<String> taken = new HashSet<>();
    for (FieldPoint point : points) {
      Object address = point.members().get("registerAddress");
      if (address == null) {
        errors.add(new FieldError(point.place(), "registerAddress", "is missing"));
      } else if (!point.members().containsKey("bitMask")
          && !taken.add(point.members().get("operateType") + " " + address)) {
        errors.add(new FieldError(point.place(), "registerAddress", "overlaps"));
      }
    }
  }

  @Override
  public List<FieldError> checkTogether(List<FieldServer> servers) {
    Map<Object, FieldServer> ports = new HashMap<>();
    List<FieldError> errors = new ArrayList<>();
    for (FieldServer server : servers) {
      Object port = server.members().get("serialPort");
      FieldServer other = port == null ? null : ports.putIfAbsent(port, server);
      if (other != null
          && !server.members().get("baudRate").equals(other.members().get("baudRate"))) {
        errors.add(new FieldError(server.place(), "baudRate", "is another than of the same port"));
      }
    }
    return errors;
  }

  @Override
  public OpenFieldServer open(FieldServer server, FieldReports reports) {
    opening.run();
    story.add("open " + server.serverId());
    Opened fresh = new Opened(server, reports);
    opened.add(fresh);
    if (!first.isEmpty()) {
      reports.values(server.devices().get(0).identity(), first, java.time.Instant.EPOCH);
    }
    return fresh;
  }

  @Override
  public CompletionStage<FieldReading> read(FieldServer server) {
    story.add("read " + server.serverId() + " " + server.devices().get(0).members());
    return CompletableFuture.completedFuture(
        new FieldReading("04D2", Optional.of(12.34), "", Duration.ofMillis(2)));
  }

  @Override
  public CompletionStage<FieldReading> write(FieldServer server, Object value) {
    story.add("write " + server.serverId() + " " + value);
    return read(server);
  }
}
