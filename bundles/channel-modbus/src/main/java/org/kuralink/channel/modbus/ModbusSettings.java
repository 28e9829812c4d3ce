/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kuralink.api.channel.FieldNetworks;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.channel.modbus.line.LineRules;

/**
 * The settings of the channel: limits of the operator and timing.
 *
 * @param networks the addresses that may be reached
 * @param serialPorts the serial ports that may be opened
 * @param rules the timing rules of each line
 * @param pollingMillis the polling interval of a point without its own
 * @param rtuOverTcp whether RTU frames are sent over TCP
 * @param anyUnit whether an answer over TCP with unit 0 or 255 is accepted
 * @param problems the errors of the configuration, each with the name of the property
 */
record ModbusSettings(
    FieldNetworks networks,
    Set<String> serialPorts,
    LineRules rules,
    long pollingMillis,
    boolean rtuOverTcp,
    boolean anyUnit,
    List<String> problems) {

  /** Reads and validates a configuration. */
  static ModbusSettings of(Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    Set<String> ports = new TreeSet<>();
    for (String text : values.texts("serial.ports")) {
      ports.addAll(List.of(text.split("[\\s,;]+")));
    }
    for (String port : ports) {
      if (!port.startsWith("/dev/")) {
        values.problem(
            "serial.ports", "has '" + port + "'; allowed are paths such as /dev/ttyUSB0");
      }
    }
    return new ModbusSettings(
        networks(values),
        Set.copyOf(ports),
        new LineRules(
            (int) values.number("timeout.milliseconds", 50, 60_000, 1000),
            (int) values.number("retries", 0, 10, 1),
            (int) values.number("request.gap.milliseconds", 0, 10_000, 0),
            (int) values.number("bridge.gaps", 0, 124, 0)),
        values.number("polling.milliseconds", 10, 86_400_000, 1000),
        values.flag("rtu.over.tcp", false),
        values.flag("accept.unit.0.and.255", false),
        values.problems());
  }

  private static FieldNetworks networks(ConfigurationValues values) {
    String text = String.join(",", values.texts(FieldNetworks.PROPERTY));
    try {
      return FieldNetworks.of(text);
    } catch (IllegalArgumentException e) {
      values.problem(FieldNetworks.PROPERTY, String.valueOf(e.getMessage()));
      return FieldNetworks.of("");
    }
  }
}
