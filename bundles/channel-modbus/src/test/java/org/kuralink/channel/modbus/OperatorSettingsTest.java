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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.modbus.LineStage.point;
import static org.kuralink.channel.modbus.LineStage.server;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.channel.modbus.LineAddress.Network;
import org.kuralink.channel.modbus.LineAddress.Parity;
import org.kuralink.channel.modbus.LineAddress.Serial;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What the operator says, and what other components have. */
class OperatorSettingsTest {

  private final List<Configuration> configurations = new ArrayList<>();
  private final ConfiguredOwners owners = new ConfiguredOwners(this::admin);

  private ConfigurationAdmin admin() {
    return doubleOf(
        ConfigurationAdmin.class,
        Map.of("listConfigurations", configurations.toArray(Configuration[]::new)));
  }

  private static <T> T doubleOf(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }

  private void configured(String factory, Map<String, Object> properties) {
    configurations.add(
        doubleOf(
            Configuration.class,
            Map.of(
                "getPid",
                factory + "~1",
                "getFactoryPid",
                factory,
                "getProperties",
                new Hashtable<>(properties))));
  }

  private static Serial port(String path) {
    return new Serial(path, 9600, 1, Parity.NONE);
  }

  @Test
  void aPortOfAnotherComponentIsRefusedWithASentence() {
    configured(
        "org.eclipse.kura.driver.modbus",
        Map.of("kura.service.pid", "plc", "modbus.rtu.port", "/dev/ttyUSB0"));
    ModbusSettings settings = ModbusSettings.of(Map.of("serial.ports", "/dev/ttyUSB0"));
    LineWires wires =
        new LineWires(settings, owners, new SerialLibrary(Optional.empty()), System::nanoTime);
    assertEquals(
        "/dev/ttyUSB0 stands in the configuration of plc; two masters on one line disturb each"
            + " other",
        wires.refusal(port("/dev/ttyUSB0")).orElseThrow());
    assertTrue(wires.refusal(port("/dev/ttyUSB1")).orElseThrow().contains("serial.ports"));
  }

  @Test
  void aPortThatAnotherComponentHasUnderAnotherNameIsFound(@TempDir Path folder) throws Exception {
    Path port = Files.createFile(folder.resolve("ttyUSB0"));
    Path byId = Files.createSymbolicLink(folder.resolve("usb-Example"), port);
    Path other = Files.createFile(folder.resolve("ttyUSB1"));
    configured("a.driver", Map.of("port", port.toString(), "broken", "/\0"));
    assertEquals("a.driver~1", owners.ownerOf(port(byId.toString())).orElseThrow());
    assertTrue(owners.ownerOf(port(other.toString())).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.20, 502, true",
    "192.168.1.20, 503, false",
    "192.168.1.2, 502, false",
    "10.0.0.1, 4840, true",
    "10.0.0.1, 484, false",
    "10.0.0.7, 1502, true"
  })
  void anAddressOfAnotherComponentIsFound(String host, int port, boolean found) {
    configured("a.driver", Map.of("ip", "192.168.1.20", "port", 502));
    configured("another.driver", Map.of("endpoint", "opc.tcp://10.0.0.1:4840/plc"));
    configured("third", Map.of("peers", new String[] {"10.0.0.6:1502", "10.0.0.7:1502"}));
    configured("org.kuralink.channel.modbus", Map.of("a", "192.168.1.2", "b", "502"));
    assertEquals(found, owners.ownerOf(new Network(host, port)).isPresent());
  }

  @Test
  void withoutConfigurationsNobodyHasAnything() {
    assertTrue(new ConfiguredOwners(() -> null).ownerOf(port("/dev/ttyUSB0")).isEmpty());
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
