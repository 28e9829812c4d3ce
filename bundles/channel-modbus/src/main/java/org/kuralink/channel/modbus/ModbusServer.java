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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.channel.modbus.LineAddress.Parity;
import org.kuralink.channel.modbus.point.Members;
import org.kuralink.channel.modbus.point.ModbusPoint;
import org.kuralink.channel.modbus.point.PointReader;

/**
 * A validated server of the pushed configuration (developer guide 9.6, {@code serverList} and
 * {@code deviceList}).
 *
 * @param serverId the id of the server
 * @param address the address of its line
 * @param devices its devices
 */
record ModbusServer(String serverId, LineAddress address, List<Unit> devices) {

  /** The default port of Modbus TCP. */
  static final int USUAL_PORT = 502;

  private static final String TCP = "TCP";
  private static final String RTU = "RTU";

  /**
   * A device on the line.
   *
   * @param unit its unit number
   * @param identity the identity under which it reports
   * @param points its points
   */
  record Unit(int unit, DeviceIdentity identity, List<ModbusPoint> points) {}

  /**
   * The result of reading an entry.
   *
   * @param server the server; empty if there are errors
   * @param errors the errors
   * @param remarks remarks for the operator
   */
  record Reading(Optional<ModbusServer> server, List<FieldError> errors, List<String> remarks) {}

  /** Reads and validates an entry. */
  static Reading of(FieldServer given, long usualPollMillis) {
    List<FieldError> errors = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    Members members = new Members(given.place(), given.members(), errors);
    boolean serial = given.protocol().strip().equalsIgnoreCase(RTU);
    if (!serial && !given.protocol().strip().equalsIgnoreCase(TCP)) {
      members.wrong(
          "protocol", "is " + Members.shown(given.protocol()) + "; allowed is TCP or RTU");
    }
    LineAddress address = serial ? serial(members, remarks) : network(members);
    Map<FieldModel, List<ModbusPoint>> models = new HashMap<>();
    for (FieldDevice device : given.devices()) {
      models.computeIfAbsent(
          device.model(),
          model -> {
            PointReader reader = new PointReader(usualPollMillis, errors);
            List<ModbusPoint> points = reader.read(model);
            remarks.addAll(reader.remarks());
            return points;
          });
    }
    List<Unit> units = units(given, serial, models, errors);
    return new Reading(
        errors.isEmpty()
            ? Optional.of(new ModbusServer(given.serverId(), address, units))
            : Optional.empty(),
        List.copyOf(errors),
        List.copyOf(remarks));
  }

  private static List<Unit> units(
      FieldServer given,
      boolean serial,
      Map<FieldModel, List<ModbusPoint>> models,
      List<FieldError> errors) {
    Map<Integer, String> taken = new HashMap<>();
    List<Unit> units = new ArrayList<>();
    for (FieldDevice device : given.devices()) {
      Members members = new Members(device.place() + ".deviceConfig", device.members(), errors);
      int unit = (int) members.whole("slaveId", serial ? 1 : 0, serial ? 247 : 255, -1);
      if (members.value("slaveId").isEmpty()) {
        members.wrong("slaveId", "is missing");
      }
      String other = unit < 0 ? null : taken.putIfAbsent(unit, device.place());
      if (other != null) {
        members.wrong("slaveId", unit + " is also used by " + other);
      }
      if (device.model().properties().isEmpty()) {
        errors.add(
            new FieldError(
                device.place(),
                "productKey",
                "modelList contains no properties for " + device.identity().productKey()));
      }
      units.add(new Unit(unit, device.identity(), models.getOrDefault(device.model(), List.of())));
    }
    return List.copyOf(units);
  }

  private static LineAddress network(Members members) {
    String host = members.text("ip");
    if (host.isEmpty()) {
      members.wrong("ip", "is missing");
    } else if (host.length() > 253 || !host.matches("[0-9A-Za-z._:%-]+")) {
      members.wrong(
          "ip", "is " + Members.shown(host) + ", which is neither an address nor a host name");
    }
    return new LineAddress.Network(host, (int) members.whole("port", 1, 65_535, USUAL_PORT));
  }

  private static LineAddress serial(Members members, List<String> remarks) {
    Object port = members.value("serialPort").orElse("");
    String path = port.toString().strip();
    if (path.isEmpty()) {
      members.wrong("serialPort", "is missing; for example /dev/ttyUSB0");
    } else if (!(port instanceof String) || !isDevice(path)) {
      members.wrong(
          "serialPort", "is " + Members.shown(port) + "; it must be a path such as /dev/ttyUSB0");
    }
    if (members.value("baudRate").isEmpty()) {
      members.wrong("baudRate", "is missing");
    }
    int baudRate = (int) members.whole("baudRate", 50, 4_000_000, 9600);
    members.whole("byteSize", 8, 8, 8);
    int stopBits = (int) members.whole("stopBits", 1, 2, 1);
    return new LineAddress.Serial(path, baudRate, stopBits, parity(members, remarks));
  }

  private static boolean isDevice(String path) {
    return path.matches("/dev/[0-9A-Za-z/_.:+-]{1,200}")
        && Path.of(path).normalize().toString().equals(path);
  }

  private static Parity parity(Members members, List<String> remarks) {
    Map<String, Parity> known = new LinkedHashMap<>();
    known.put("", Parity.NONE);
    known.put("N", Parity.NONE);
    known.put("E", Parity.EVEN);
    known.put("O", Parity.ODD);
    String text = members.text("parity").toUpperCase(Locale.ROOT);
    Parity parity = known.get(text);
    if (parity == null && text.matches("[012]")) {
      parity = Parity.values()[new BigDecimal(text).intValue()];
      if (parity != Parity.NONE) {
        remarks.add(
            members.at("parity")
                + ": "
                + text
                + " is interpreted as "
                + parity.name().toLowerCase(Locale.ROOT)
                + "; if this is wrong, write E, O or N");
      }
    }
    if (parity == null) {
      members.wrong("parity", "is " + Members.shown(text) + "; allowed is E, O or N");
      return Parity.NONE;
    }
    return parity;
  }
}
