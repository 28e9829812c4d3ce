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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.itests.benchmarks.field.MovingServer;
import org.kuralink.itests.faults.FieldRig.Served;
import org.kuralink.itests.faults.OtherSlave.Illness;
import org.kuralink.standalone.embedded.SharedGateway;

/** Tests that faulty field servers do not affect the others, whatever the fault is. */
class FieldIsolationTest {

  private static final int SERVERS = 20;
  private static final int SILENT = 5;
  private static final int REFUSING = 7;
  private static final int LATE = 8;
  private static final int POLLS = 20;

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private final List<OtherSlave> slaves = new ArrayList<>();
  private FieldRig rig;

  @BeforeEach
  void start() {
    rig = new FieldRig(SHARED, data);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    for (OtherSlave slave : slaves) {
      slave.close();
    }
  }

  @Test
  void modbus_servers_go_on_while_others_are_silent_refuse_or_are_late() throws Exception {
    FieldChannel channel = rig.modbus(Map.of());
    List<Served> all = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      int port = FieldRig.freePort();
      OtherSlave slave = new OtherSlave(port);
      slaves.add(slave);
      if (i < SILENT || i >= REFUSING) {
        slave.on();
      }
      if (i < SILENT) {
        slave.becomes(Illness.SILENT);
      } else if (i >= REFUSING && i < LATE) {
        slave.becomes(Illness.LATE);
      }
      all.add(rig.serve(channel, FieldRig.slave(port)));
    }
    List<Served> ill = all.subList(0, LATE);
    List<Served> well = all.subList(LATE, SERVERS);
    for (Served each : ill) {
      FieldRig.until("an error", () -> each.open().status().lastError().isPresent());
    }
    FieldRig.untilMore(well, POLLS);
    for (Served each : well) {
      assertEquals(State.CONNECTED, each.state());
      assertEquals(0, each.open().status().disconnectionsLastHalfHour());
    }
    for (Served each : ill) {
      assertEquals(0, each.reports());
    }
  }

  @Test
  void opc_ua_servers_go_on_while_others_are_silent_refuse_or_go() throws Exception {
    FieldChannel channel =
        rig.channel(
            "org.kuralink.channel.opcua",
            FieldChannel.OPC_UA,
            Map.of("publishing.interval.milliseconds", 200, "retry.max.seconds", 1));
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Served mute = rig.serve(channel, FieldRig.machine(silent.getLocalPort(), 1));
      int refusing = FieldRig.freePort();
      Served refused = rig.serve(channel, FieldRig.machine(refusing, 60));
      int going = FieldRig.freePort();
      Served goes = rig.serve(channel, FieldRig.machine(going, 60));
      int port = FieldRig.freePort();
      try (MovingServer well = new MovingServer(port, 1)) {
        Served served = rig.serve(channel, FieldRig.machine(port, 60));
        try (MovingServer away = new MovingServer(going, 1)) {
          FieldRig.untilMore(goes, POLLS);
          FieldRig.untilMore(served, POLLS);
        }
        FieldRig.until("gone", () -> goes.state() == State.CONNECTING);
        FieldRig.untilMore(served, POLLS);
        for (Served ill : List.of(mute, refused)) {
          FieldRig.until("an error", () -> ill.open().status().lastError().isPresent());
          assertEquals(0, ill.reports());
        }
        long before = goes.reports();
        try (MovingServer again = new MovingServer(going, 1)) {
          FieldRig.until("values again", () -> goes.reports() > before);
        }
        assertEquals(0, served.open().status().disconnectionsLastHalfHour());
      }
    }
  }

  @Test
  void an_opc_ua_server_that_hangs_is_left_and_found_again_while_others_go_on() throws Exception {
    FieldChannel channel =
        rig.channel(
            "org.kuralink.channel.opcua",
            FieldChannel.OPC_UA,
            Map.of("publishing.interval.milliseconds", 200, "retry.max.seconds", 1));
    int port = FieldRig.freePort();
    try (MovingServer server = new MovingServer(port, 1);
        FreezingRelay relay = new FreezingRelay(port)) {
      Served well = rig.serve(channel, FieldRig.machine(port, 60));
      Served hangs = rig.serve(channel, FieldRig.machine(relay.port(), 1));
      FieldRig.untilMore(List.of(well, hangs), POLLS);
      relay.freeze(true);
      FieldRig.until("noticed", () -> hangs.state() == State.CONNECTING);
      FieldRig.untilMore(well, POLLS);
      assertEquals(0, well.open().status().disconnectionsLastHalfHour());
      relay.freeze(false);
      FieldRig.untilMore(hangs, POLLS);
    }
  }
}
