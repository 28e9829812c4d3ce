/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.modbus.LineStage.point;
import static org.kuralink.channel.modbus.LineStage.server;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.channel.modbus.LineAddress.Network;
import org.kuralink.channel.modbus.LineAddress.Parity;
import org.kuralink.channel.modbus.LineAddress.Serial;
import org.kuralink.channel.modbus.line.ModbusFault;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.kuralink.check.owner.ConfiguredOwners;

/** Tests the limits of the operator and conflicts with other components. */
class OperatorSettingsTest {

  private static Serial port(String path) {
    return new Serial(path, 9600, 1, Parity.NONE);
  }

  private static LineWires wires(Map<String, ?> configured) {
    ConfiguredOwners owners =
        new ConfiguredOwners(() -> List.of(new Instance("a.driver~1", "a.driver", configured)));
    return new LineWires(
        ModbusSettings.of(Map.of("serial.ports", "/dev/ttyUSB0")),
        owners,
        new SerialLibrary(Optional.empty()),
        System::nanoTime);
  }

  @Test
  void aPortOfAnotherComponentIsRefusedWithASentence() {
    LineWires wires = wires(Map.of("kura.service.pid", "plc", "modbus.rtu.port", "/dev/ttyUSB0"));
    assertEquals(
        "/dev/ttyUSB0 is used in the configuration of plc; two masters on one line disturb each"
            + " other",
        wires.refusal(port("/dev/ttyUSB0")).orElseThrow());
    assertTrue(wires.refusal(port("/dev/ttyUSB1")).orElseThrow().contains("serial.ports"));
  }

  @Test
  void anAddressOfAnotherComponentIsRefusedWithASentence() {
    LineWires wires = wires(Map.of("ip", "192.168.1.20", "port", 502));
    assertEquals(
        "192.168.1.20:502 is used in the configuration of a.driver~1; two masters on one line"
            + " disturb each other",
        wires.refusal(new Network("192.168.1.20", 502)).orElseThrow());
    assertTrue(wires.refusal(new Network("192.168.1.20", 503)).isEmpty());
  }

  @Test
  void aNameIsTheAddressThatItLeadsTo() {
    LineWires wires =
        new LineWires(
            ModbusSettings.of(Map.of("networks", "loopback")),
            new ConfiguredOwners(
                () -> List.of(new Instance("plc", "a.driver", Map.of("peer", "127.0.0.1:1")))),
            new SerialLibrary(Optional.empty()),
            System::nanoTime);
    assertTrue(wires.refusal(new Network("localhost", 1)).isEmpty(), "nobody is asked for a name");
    ModbusFault fault =
        assertThrows(ModbusFault.class, () -> wires.open(new Network("localhost", 1)));
    assertEquals(ModbusFault.Kind.FORBIDDEN, fault.kind());
    assertEquals(
        "localhost:1: 127.0.0.1 is used in the configuration of plc; two masters on one line disturb"
            + " each other",
        fault.getMessage());
  }

  @Test
  void eachValueIsCheckedAndNamed() {
    ModbusSettings wrong =
        ModbusSettings.of(
            Map.of(
                "networks", "192.168.0.0/33",
                "serial.ports", "COM3",
                "timeout.milliseconds", "0",
                "retries", "many",
                "request.gap.milliseconds", -1,
                "bridge.gaps", 200,
                "polling.milliseconds", 1,
                "rtu.over.tcp", "perhaps",
                "accept.unit.0.and.255", "2"));
    List<String> named = wrong.problems().stream().map(p -> p.split(" ")[0]).sorted().toList();
    assertEquals(
        List.of(
            "accept.unit.0.and.255",
            "bridge.gaps",
            "networks",
            "polling.milliseconds",
            "request.gap.milliseconds",
            "retries",
            "rtu.over.tcp",
            "serial.ports",
            "timeout.milliseconds"),
        named);
    assertEquals("private", wrong.networks().toString());
    assertEquals(List.of(), ModbusSettings.of(Map.of()).problems());
  }

  @Test
  void serialPortsAreAListBetweenBlanksOrAnArray() {
    assertEquals(
        ModbusSettings.of(Map.of("serial.ports", "/dev/ttyUSB0 /dev/ttyS1")),
        ModbusSettings.of(Map.of("serial.ports", new String[] {"/dev/ttyUSB0", "/dev/ttyS1"})));
  }

  @Test
  void beforeAFrameAtASerialPortThereIsTheSilenceOfTheStandard() {
    ModbusSettings settings = ModbusSettings.of(Map.of());
    assertEquals(5, settings.rules().serial(9600).gapMillis());
    assertEquals(2, settings.rules().serial(115_200).gapMillis());
    ModbusSettings longer = ModbusSettings.of(Map.of("request.gap.milliseconds", "20"));
    assertEquals(20, longer.rules().serial(9600).gapMillis());
  }

  @Test
  void anotherProtocolIsNoneOfOurs() {
    FieldServer other =
        server(
            "S1",
            "BACNET",
            Map.of("ip", "192.168.0.9", "port", BigDecimal.ONE),
            List.of(point("A", 1, 1000)),
            1);
    assertTrue(LineStage.channel().check(other).toString().contains("allowed is TCP or RTU"));
  }
}
