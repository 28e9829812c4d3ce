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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;

/** Tests that twelve healthy servers are not affected by eight faulty ones. */
class IsolationTest {

  private static final int SERVERS = 20;
  private static final int SILENT = 5;
  private static final int REFUSING = 7;
  private static final int LATE = 8;
  private static final int POLLS = 20;

  private final List<ScriptedSlave> slaves = new ArrayList<>();
  private final List<LineStage> stages = new ArrayList<>();
  private final List<OpenFieldServer> open = new ArrayList<>();

  private static List<FieldPoint> points() {
    List<FieldPoint> points = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      points.add(point("P" + i, i < 10 ? i : i + 7, 100));
    }
    return points;
  }

  @Test
  void theOthersGoOnWhileSomeAreSilentRefuseOrAreLate() throws Exception {
    ModbusChannel channel = LineStage.channel();
    CountDownLatch never = new CountDownLatch(1);
    try {
      for (int i = 0; i < SERVERS; i++) {
        ScriptedSlave slave = ScriptedSlave.tcp();
        slave.registers(1);
        slaves.add(slave);
        if (i < SILENT) {
          slave.always(ScriptedSlave.SILENT);
        } else if (i < REFUSING) {
          slave.close();
        } else if (i < LATE) {
          slave.always((request, right) -> late(never, right));
        }
        LineStage stage = new LineStage();
        stages.add(stage);
        open.add(channel.open(server("S" + i, slave.port(), points(), 1), stage));
      }
      for (int i = LATE; i < SERVERS; i++) {
        LineStage stage = stages.get(i);
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> stage.count(1) >= POLLS);
        assertEquals(0, open.get(i).status().failures(), "server " + i);
      }
      for (int i = 0; i < LATE; i++) {
        assertEquals(0, stages.get(i).count(1), "server " + i);
        int ill = i;
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> open.get(ill).status().lastError().isPresent());
      }
      assertTrue(lines() <= SERVERS, "one thread a line");
    } finally {
      never.countDown();
      open.forEach(OpenFieldServer::close);
      for (ScriptedSlave slave : slaves) {
        slave.close();
      }
    }
  }

  @Test
  void aChannelThatEndsEndsAllItsServersAndWaitsForNoAnswer() throws Exception {
    ModbusChannel channel = LineStage.channel("timeout.milliseconds", "60000");
    for (int i = 0; i < SILENT; i++) {
      ScriptedSlave slave = ScriptedSlave.tcp();
      slave.always(ScriptedSlave.SILENT);
      slaves.add(slave);
      open.add(channel.open(server("S" + i, slave.port(), points(), 1), new LineStage()));
    }
    for (ScriptedSlave slave : slaves) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !slave.requests().isEmpty());
    }
    channel.close();
    assertTrue(open.stream().allMatch(each -> each.status().state() == State.CLOSED));
    Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> lines() == 0);
    for (ScriptedSlave slave : slaves) {
      slave.close();
    }
  }

  private static List<byte[]> late(CountDownLatch never, byte[] right) {
    try {
      return never.await(2, TimeUnit.SECONDS) ? List.of() : List.of(right);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private long lines() {
    List<String> ours =
        slaves.stream().map(slave -> "kuralink-modbus-127.0.0.1:" + slave.port()).toList();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> ours.contains(thread.getName()))
        .count();
  }
}
