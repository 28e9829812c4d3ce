/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.check.owner.ConfiguredOwners;

/** A channel in real time with short intervals; records its reports. */
final class LineStage implements FieldReports {

  /** Values that were reported in one call. */
  record Report(DeviceIdentity device, Map<String, Object> values) {}

  private final List<Report> reports = new CopyOnWriteArrayList<>();

  /** Creates a channel that may reach the loopback address. */
  static ModbusChannel channel(String... settings) {
    return channel(new Random(1), settings);
  }

  /** Creates a channel with a random source for the starts of polls. */
  static ModbusChannel channel(RandomGenerator random, String... settings) {
    Map<String, Object> properties = new HashMap<>(Map.of("networks", "loopback"));
    for (int i = 0; i < settings.length; i += 2) {
      properties.put(settings[i], settings[i + 1]);
    }
    ModbusSettings read = ModbusSettings.of(properties);
    if (!read.problems().isEmpty()) {
      throw new IllegalArgumentException(read.problems().toString());
    }
    return new ModbusChannel(
        read,
        new LineWires(
            read,
            new ConfiguredOwners(List::of),
            new SerialLibrary(Optional.of(Path.of("target", "modbus-test"))),
            System::nanoTime),
        new ModbusChannel.Surroundings(Clock.systemUTC(), System::nanoTime, random));
  }

  /** Returns the identity of a unit. */
  static DeviceIdentity device(int unit) {
    return new DeviceIdentity("a1Example01", "dev-" + unit);
  }

  /** Returns a holding register of type int16. */
  static FieldPoint point(String name, int address, long pollMillis, Object... more) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("operateType", "holdingRegister");
    members.put("registerAddress", "0x" + Integer.toHexString(address));
    members.put("originalDataType", Map.of("type", "int16"));
    members.put("pollingTime", BigDecimal.valueOf(pollMillis));
    for (int i = 0; i < more.length; i += 2) {
      members.put((String) more[i], more[i + 1]);
    }
    return new FieldPoint("modelList[0].properties[" + name + "]", name, members);
  }

  /** Returns a server at a port of the loopback address whose units have the same points. */
  static FieldServer server(String id, int port, List<FieldPoint> points, int... units) {
    return server(
        id, "TCP", Map.of("ip", "127.0.0.1", "port", BigDecimal.valueOf(port)), points, units);
  }

  /** Returns a server whose units have the same points. */
  static FieldServer server(
      String id,
      String protocol,
      Map<String, Object> members,
      List<FieldPoint> points,
      int... units) {
    FieldModel model =
        new FieldModel(
            "a1Example01",
            points,
            List.of(),
            List.of(),
            new ThingModel(Optional.empty(), Map.of(), Map.of(), Map.of()));
    List<FieldDevice> devices = new ArrayList<>();
    for (int unit : units) {
      devices.add(
          new FieldDevice(
              "deviceList[" + devices.size() + "]",
              device(unit),
              Map.of("slaveId", BigDecimal.valueOf(unit), "serverId", id),
              model));
    }
    return new FieldServer("serverList[0]", id, protocol, members, Optional.empty(), devices);
  }

  List<Report> reports() {
    return reports;
  }

  /** Returns the number of reports of a device. */
  long count(int unit) {
    return reports.stream().filter(report -> report.device.equals(device(unit))).count();
  }

  /** Returns the last value of a point as text; empty if there is none. */
  String last(int unit, String point) {
    String last = "";
    for (Report report : reports) {
      if (report.device.equals(device(unit)) && report.values.containsKey(point)) {
        last = report.values.get(point).toString();
      }
    }
    return last;
  }

  @Override
  public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
    reports.add(new Report(device, Map.copyOf(values)));
  }

  @Override
  public void event(
      DeviceIdentity device, String identifier, Map<String, Object> output, Instant at) {
    throw new AssertionError("Modbus has no events");
  }

  @Override
  public void stateChanged() {
    // Tests call the methods directly.
  }
}
