/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.registry.DeviceKey;

class PersistenceTest {
  @TempDir Path directory;

  private SimulatorOptions options() {
    return SimulatorOptions.forTests().withData(directory.resolve("data"));
  }

  @Test
  void registeredDevicesAndTheAuthoritySurviveARestart() throws Exception {
    DeviceKey made = new DeviceKey("a1KuraDemo01", "made");
    DeviceKey fresh = new DeviceKey("a1KuraDemo01", "gateway-02");
    String issued;
    byte[] authority;
    try (Simulator first = Simulator.start(options())) {
      first.registry().createDevice(made, Optional.of("s1"));
      first.registry().enable(made, false);
      Device device = first.registry().required(fresh);
      assertTrue(first.registry().issueSecret(device));
      issued = device.secret();
      authority = Files.readAllBytes(first.caPem());
    }
    try (Simulator second = Simulator.start(options())) {
      assertEquals("s1", second.registry().required(made).secret());
      assertEquals(false, second.registry().required(made).enabled());
      assertEquals(issued, second.registry().required(fresh).secret());
      assertTrue(second.registry().required(fresh).secretIssued());
      assertArrayEquals(authority, Files.readAllBytes(second.caPem()));
    }
  }

  @Test
  void whatIsKeptIsItsOwnersAlone() throws Exception {
    DeviceKey made = new DeviceKey("a1KuraDemo01", "made");
    try (Simulator simulator = Simulator.start(options())) {
      simulator.registry().createDevice(made, Optional.of("s1"));
      simulator.files().store().put("a.bin", new byte[] {1});
    }
    try (Stream<Path> kept = Files.walk(directory.resolve("data"))) {
      for (Path file : kept.toList()) {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        // The certificate is for everybody, but lies where nobody else comes.
        boolean shown = file.getFileName().toString().equals("ca.pem");
        assertEquals(shown, !permissions.endsWith("------"), file + " " + permissions);
      }
    }
  }

  @Test
  void topologiesSurviveARestart() throws Exception {
    DeviceKey gateway = new DeviceKey("a1KuraDemo01", "gateway-01");
    DeviceKey device = new DeviceKey("a1KuraDemo01", "gateway-02");
    try (Simulator first = Simulator.start(options())) {
      first.capabilities().gateways().bind(gateway, device);
    }
    try (Simulator second = Simulator.start(options())) {
      assertEquals(List.of(device), second.capabilities().gateways().relations().of(gateway));
      second.capabilities().gateways().unbind(device, true);
    }
    try (Simulator third = Simulator.start(options())) {
      assertEquals(List.of(), third.capabilities().gateways().relations().of(gateway));
    }
  }

  @Test
  void shadowsAndDesiredPropertiesSurviveARestart() throws Exception {
    DeviceKey key = new DeviceKey("a1KuraDemo01", "gateway-01");
    JsonObject values = StrictJson.parse("{\"reportInterval\":5}").getAsJsonObject();
    String shadow;
    try (Simulator first = Simulator.start(options())) {
      first.capabilities().desired().set(key, values);
      first.capabilities().shadows().setDesired(key, values);
      shadow = first.capabilities().shadows().of(key).toJson().toString();
    }
    try (Simulator second = Simulator.start(options())) {
      assertEquals(shadow, second.capabilities().shadows().of(key).toJson().toString());
      assertEquals(1, second.capabilities().desired().of(key).version("reportInterval"));
      second.life().delete(key);
    }
    try (Simulator third = Simulator.start(options())) {
      assertEquals(0, third.capabilities().shadows().of(key).version());
    }
  }

  @Test
  void stateThatCannotBeReadIsNamed() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("devices.json"), "{");
    IOException refusal = assertThrows(IOException.class, () -> Simulator.start(options()));
    assertTrue(refusal.getMessage().contains("devices.json"), refusal.getMessage());
  }

  @Test
  void theSampleHasTheDemoGateways() throws Exception {
    try (Simulator simulator = Simulator.start(options())) {
      DeviceKey key = new DeviceKey("a1KuraDemo01", "gateway-01");
      assertEquals("kuraDemoGateway01SecretForLocal1", simulator.registry().required(key).secret());
      assertTrue(simulator.registry().product("a1KuraDemo01").get().dynamicRegistration());
      assertTrue(simulator.registry().tsl(key).knows("reportInterval"));
    }
  }

  @Test
  void aDevicesFileThatIsWrongIsNamedWithItsFault() throws Exception {
    Path file = Files.writeString(directory.resolve("devices.json"), "{\"products\":[{}]}");
    IOException refusal =
        assertThrows(IOException.class, () -> Simulator.start(options().withDevices(file)));
    assertTrue(refusal.getMessage().contains("devices.json"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("productKey"), refusal.getMessage());
  }

  @Test
  void aDevicesFileThatIsNotThereIsSaidToBe() {
    Path file = directory.resolve("none.json");
    IOException refusal =
        assertThrows(IOException.class, () -> Simulator.start(options().withDevices(file)));
    assertTrue(refusal.getMessage().startsWith("there is no file " + file), refusal.getMessage());
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    SimulatorOptions nowhere = options().withBind("no such address");
    IOException refusal = assertThrows(IOException.class, () -> Simulator.start(nowhere));
    assertTrue(refusal.getMessage().contains("no such address"), refusal.getMessage());
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (Simulator first = Simulator.start(options())) {
      Ports taken = new Ports(first.ports().tcp(), 0, 0, 0, 0, 0, 0, 0);
      SimulatorOptions second = SimulatorOptions.forTests().withPorts(taken);
      IOException refusal = assertThrows(IOException.class, () -> Simulator.start(second));
      assertTrue(refusal.getMessage().contains("tcp"), refusal.getMessage());
      assertTrue(refusal.getMessage().contains(String.valueOf(taken.tcp())));
    }
  }
}
