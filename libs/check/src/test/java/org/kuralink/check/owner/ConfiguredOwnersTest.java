/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import org.kuralink.check.ConfigurationCheck.Instance;
import org.kuralink.check.owner.ConfiguredOwners.Inventory;

/** Other owners of a port or an address. */
class ConfiguredOwnersTest {

  private final List<Instance> configured = new ArrayList<>();
  private final ConfiguredOwners owners = new ConfiguredOwners(() -> configured);

  private void configured(String factory, Map<String, ?> properties) {
    configured.add(Instance.of(factory + "~1", factory, new Hashtable<>(properties)));
  }

  @Test
  void theOwnerIsCalledByItsLastingName() {
    configured(
        "org.eclipse.kura.driver.modbus",
        Map.of("kura.service.pid", "plc", "modbus.rtu.port", "/dev/ttyUSB0"));
    assertEquals(Optional.of("plc"), owners.ofPort("/dev/ttyUSB0"));
    assertTrue(owners.ofPort("/dev/ttyUSB1").isEmpty());
  }

  @Test
  void aPortThatAnotherComponentHasUnderAnotherNameIsFound(@TempDir Path folder) throws Exception {
    Path port = Files.createFile(folder.resolve("ttyUSB0"));
    Path byId = Files.createSymbolicLink(folder.resolve("usb-Example"), port);
    Path other = Files.createFile(folder.resolve("ttyUSB1"));
    configured("a.driver", Map.of("port", port.toString(), "broken", "/\0"));
    assertEquals(Optional.of("a.driver~1"), owners.ofPort(byId.toString()));
    assertTrue(owners.ofPort(other.toString()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.20, 502, true",
    "192.168.1.20, 503, false",
    "192.168.1.2, 502, false",
    "10.0.0.1, 4840, true",
    "10.0.0.1, 484, false",
    "10.0.0.7, 1502, true",
    "10.0.0.7, 502, false",
    "PLC.Hall.Example, 4840, true",
    "plc.hall.example, 4841, false",
    "hall.example, 4840, false",
    "fd00:0:0:0:0:0:0:1, 48010, true",
    "[FD00::1], 48010, true",
    "fd00::1, 4801, false",
    "fd00::2, 4842, true",
    "10.0.0.8, 4840, true",
    "10.0.0.8, 102, false",
    "10.0.0.9, 0, false",
  })
  void anAddressOfAnotherComponentIsFound(String host, int port, boolean found) {
    configured("a.driver", Map.of("ip", "192.168.1.20", "port", 502));
    configured("another.driver", Map.of("endpoint", "opc.tcp://10.0.0.1:4840/plc"));
    configured("third", Map.of("peers", new String[] {"10.0.0.6:1502", "10.0.0.7:1502"}));
    configured("fourth", Map.of("url", "opc.tcp://plc.HALL.example/Server"));
    configured("fifth", Map.of("ip", List.of("fd00::1"), "port", "48010"));
    configured("sixth", Map.of("urls", "opc.tcp://[fd00:0::2]:4842, OPC.TCP://10.0.0.8"));
    configured("seventh", Map.of("url", "s7://10.0.0.9"));
    configured("org.kuralink.channel.modbus", Map.of("a", "192.168.1.2", "b", "502"));
    assertEquals(found, owners.ofAddress(host, port).isPresent());
  }

  @Test
  void theDriverOfKuraForOpcUaHasAddressAndPortInTwoProperties() {
    configured(
        "org.eclipse.kura.driver.opcua",
        Map.of(
            "kura.service.pid",
            "ovens",
            "endpoint.ip",
            "192.168.1.30",
            "endpoint.port",
            4840,
            "server.name",
            "OPC-UA-Server",
            "session.timeout",
            120));
    assertEquals(Optional.of("ovens"), owners.ofAddress("192.168.1.30", 4840));
    assertTrue(owners.ofAddress("192.168.1.30", 53530).isEmpty());
  }

  @Test
  void addressAndPortOfTwoComponentsAreNoOwner() {
    configured("a.driver", Map.of("ip", "192.168.1.20", "port", 502));
    configured("another.driver", Map.of("ip", "192.168.1.21", "port", 4840));
    assertTrue(owners.ofAddress("192.168.1.20", 4840).isEmpty());
  }

  @Test
  void whatHasNoPropertiesYetOrCannotBeListedHasNothing() {
    configured.add(Instance.of("a.driver", null, null));
    assertTrue(owners.ofPort("/dev/ttyUSB0").isEmpty());
    ConfiguredOwners failing =
        new ConfiguredOwners(
            () -> {
              throw new IOException("not now");
            });
    assertTrue(failing.ofAddress("192.168.1.20", 502).isEmpty());
  }

  @Test
  void whatAFrameworkListsIsLookedThrough() {
    record Stored(String pid, Map<String, String> properties) {}
    Stored[] all = {new Stored("a.driver~1", Map.of("port", "/dev/ttyUSB0"))};
    assertEquals(
        Optional.of("a.driver~1"),
        new ConfiguredOwners(
                Inventory.listed(
                    () -> all,
                    Stored::pid,
                    stored -> "a.driver",
                    stored -> new Hashtable<>(stored.properties())))
            .ofPort("/dev/ttyUSB0"));
    Stored[] none = null;
    assertTrue(
        new ConfiguredOwners(
                Inventory.listed(() -> none, Stored::pid, Stored::pid, stored -> new Hashtable<>()))
            .ofPort("/dev/ttyUSB0")
            .isEmpty());
  }
}
