/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.itests.faults.FieldRig.Served;
import org.kuralink.standalone.embedded.SharedGateway;

/**
 * Tests servers and cables that are missing at first, are lost, and come back; each loss is logged
 * once.
 */
class FieldLossTest {

  /** So that a busy machine is no silent slave. */
  private static final Map<String, Object> PATIENT = Map.of("timeout.milliseconds", 20_000);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private FieldRig rig;

  @BeforeEach
  void start() {
    rig = new FieldRig(SHARED, data);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void a_slave_that_starts_after_us_goes_and_comes_is_told_once_each_time() throws Exception {
    int port = FieldRig.freePort();
    String name = "127.0.0.1:" + port;
    try (OtherSlave slave = new OtherSlave(port)) {
      Served served = rig.serve(rig.modbus(PATIENT), FieldRig.slave(port));
      FieldRig.until("told", () -> rig.said(name).size() == 1);
      assertTrue(rig.said(name).get(0).startsWith("WARN"), rig.said(name).toString());
      assertEquals(State.CONNECTING, served.state());
      slave.on();
      FieldRig.untilMore(served, 3);
      assertEquals(2, rig.said(name).size(), rig.said(name).toString());
      assertEnd(rig.said(name).get(1));
      slave.off();
      FieldRig.until("lost", () -> rig.said(name).size() == 3);
      assertEquals(State.CONNECTING, served.state());
      long before = served.reports();
      slave.on();
      FieldRig.until("values again", () -> served.reports() > before);
      FieldRig.untilMore(served, 3);
      assertEquals(4, rig.said(name).size(), rig.said(name).toString());
      assertEnd(rig.said(name).get(3));
      assertTrue(served.open().status().disconnectionsLastHalfHour() >= 1);
    }
  }

  private static void assertEnd(String line) {
    assertTrue(line.matches("INFO .*: working again after \\d+ s and [1-9]\\d* failures"), line);
  }

  @Test
  void a_cable_that_is_pulled_and_put_back_is_told_once_each_time() throws Exception {
    Path port = Path.of("/dev/shm").resolve("kuralink-cable-" + ProcessHandle.current().pid());
    Files.deleteIfExists(port);
    FieldChannel channel =
        rig.modbus(Map.of("serial.ports", port.toString(), "timeout.milliseconds", 2000));
    try (SerialSlave first = new SerialSlave()) {
      Files.createSymbolicLink(port, first.port());
      Served served = rig.serve(channel, serial(port));
      FieldRig.untilMore(served, 3);
      assertEquals(7, ((BigDecimal) served.last("Level").orElseThrow()).intValue());
      assertEquals(List.of(), rig.said(port.toString()));
      first.close();
      FieldRig.until("pulled", () -> rig.said(port.toString()).size() == 1);
      assertEquals(State.CONNECTING, served.state());
      Files.delete(port);
      try (SerialSlave second = new SerialSlave()) {
        Files.createSymbolicLink(port, second.port());
        long before = served.reports();
        FieldRig.until("values again", () -> served.reports() > before);
        FieldRig.untilMore(served, 3);
        assertEquals(2, rig.said(port.toString()).size(), rig.said(port.toString()).toString());
        assertEnd(rig.said(port.toString()).get(1));
      }
    } finally {
      Files.deleteIfExists(port);
    }
  }

  private static FieldServer serial(Path port) {
    return FieldRig.server(
        "RTU",
        Map.of("serialPort", port.toString(), "baudRate", BigDecimal.valueOf(9600), "parity", "N"),
        Map.of("slaveId", BigDecimal.ONE),
        new FieldPoint(
            "modelList[0].properties[0]",
            "Level",
            Map.of(
                "operateType",
                "holdingRegister",
                "registerAddress",
                "0x10",
                "originalDataType",
                Map.of("type", "int16"),
                "pollingTime",
                BigDecimal.valueOf(100))));
  }
}
