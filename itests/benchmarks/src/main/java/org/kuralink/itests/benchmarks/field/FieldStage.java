/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.field;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.tsl.AccessMode;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.Property;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.standalone.embedded.EmbeddedGateway;

/**
 * The packaged bundles of the gateway, and servers in the form in which the gateway passes them to
 * a field channel.
 */
final class FieldStage implements AutoCloseable {

  static final String PRODUCT = "a1KuraSub01";
  private static final String MODBUS = "org.kuralink.channel.modbus";

  private final EmbeddedGateway gateway;

  /**
   * The points of a device.
   *
   * @param count the number of points
   * @param apart the distance between two points; equal to the number of registers for adjacent
   *     points
   * @param registers the registers per point: one for an integer, more for raw data
   * @param pollMillis the polling interval
   */
  record Points(int count, int apart, int registers, long pollMillis) {

    private static final int HIGHEST = 0xFFFF;

    private List<FieldPoint> list() {
      List<FieldPoint> points = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        points.add(
            new FieldPoint(
                "modelList[0].properties[" + i + "]",
                "P" + i,
                Map.of(
                    "operateType",
                    "holdingRegister",
                    "registerAddress",
                    "0x" + Integer.toHexString(i * apart & HIGHEST),
                    "originalDataType",
                    registers == 1
                        ? Map.of("type", "uint16")
                        : Map.of(
                            "type",
                            "customized data",
                            "specs",
                            Map.of("registerCount", BigDecimal.valueOf(registers))),
                    "pollingTime",
                    BigDecimal.valueOf(pollMillis))));
      }
      return points;
    }

    FieldModel model() {
      Map<String, Property> properties = new LinkedHashMap<>();
      DataType whole =
          new DataType.IntType(
              OptionalInt.of(0),
              OptionalInt.of(HIGHEST),
              OptionalInt.empty(),
              Optional.empty(),
              Optional.empty());
      DataType type = registers == 1 ? whole : new DataType.TextType(OptionalInt.empty());
      for (FieldPoint point : list()) {
        String name = point.identifier();
        properties.put(
            name, new Property(name, name, AccessMode.READ, false, type, Optional.empty()));
      }
      return new FieldModel(
          PRODUCT,
          list(),
          List.of(),
          List.of(),
          new ThingModel(Optional.of(PRODUCT), properties, Map.of(), Map.of()));
    }
  }

  FieldStage(Path data) {
    gateway = EmbeddedGateway.start(data);
  }

  /** A Modbus channel that may reach this machine. */
  FieldChannel modbus(String name, int bridgedGaps) {
    gateway.configure(MODBUS, name, Map.of("networks", "loopback", "bridge.gaps", bridgedGaps));
    return gateway.service(FieldChannel.class, "(&(protocol=TCP)(kura.service.pid=" + name + "))");
  }

  /** An OPC UA channel that may reach this machine and hears twice a second. */
  FieldChannel opcUa() {
    gateway.configure(
        "org.kuralink.channel.opcua",
        "isolation",
        Map.of("networks", "loopback", "publishing.interval.milliseconds", 500));
    return gateway.service(FieldChannel.class, "(protocol=" + FieldChannel.OPC_UA + ")");
  }

  /** A {@link MovingServer}. */
  static FieldServer machine(int port, int variables) {
    List<FieldPoint> points = new ArrayList<>();
    for (int i = 0; i < variables; i++) {
      points.add(
          new FieldPoint(
              "modelList[0].properties[" + i + "]", "V" + i, Map.of("displayName", "V" + i)));
    }
    FieldModel model =
        new FieldModel(
            PRODUCT,
            points,
            List.of(),
            List.of(),
            new ThingModel(Optional.empty(), Map.of(), Map.of(), Map.of()));
    return new FieldServer(
        "serverList[0]",
        "server-" + port,
        FieldChannel.OPC_UA,
        Map.of("url", "opc.tcp://127.0.0.1:" + port, "secPolicy", "None", "secMode", "None"),
        Optional.empty(),
        List.of(
            new FieldDevice(
                "deviceList[0]",
                new DeviceIdentity(PRODUCT, "dev-" + port),
                Map.of("displayNamePath", MovingServer.MACHINE),
                model)));
  }

  /** A slave of this machine with units from 1 on that have the same points. */
  static FieldServer server(int port, int units, FieldModel model) {
    String id = "server-" + port;
    List<FieldDevice> devices = new ArrayList<>();
    for (int unit = 1; unit <= units; unit++) {
      devices.add(
          new FieldDevice(
              "deviceList[" + (unit - 1) + "]",
              new DeviceIdentity(PRODUCT, "dev-" + port + "-" + unit),
              Map.of("slaveId", BigDecimal.valueOf(unit), "serverId", id),
              model));
    }
    return new FieldServer(
        "serverList[0]",
        id,
        "TCP",
        Map.of("ip", "127.0.0.1", "port", BigDecimal.valueOf(port)),
        Optional.empty(),
        devices);
  }

  /** Lets time pass. */
  static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
