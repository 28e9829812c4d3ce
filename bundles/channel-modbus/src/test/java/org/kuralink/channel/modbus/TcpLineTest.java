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
import static org.kuralink.channel.modbus.LineStage.device;
import static org.kuralink.channel.modbus.LineStage.point;
import static org.kuralink.channel.modbus.LineStage.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldPointStatus.Quality;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;

/** Tests servers over TCP with a slave that behaves correctly and in all wrong ways. */
class TcpLineTest {

  private static final List<FieldPoint> TWO = List.of(point("A", 0x10, 50), point("B", 0x11, 50));

  private final LineStage stage = new LineStage();
  private ScriptedSlave slave;

  @BeforeEach
  void slave() throws Exception {
    slave = ScriptedSlave.tcp();
    slave.registers(1)[0x10] = 1;
    slave.registers(1)[0x11] = 2;
  }

  @AfterEach
  void noMore() throws Exception {
    slave.close();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  private OpenFieldServer open(String... settings) {
    return LineStage.channel(settings).open(server("S1", slave.port(), TWO, 1), stage);
  }

  @Test
  void whatIsDueTogetherIsReadAndReportedTogether() {
    try (OpenFieldServer open = open()) {
      await(() -> stage.count(1) >= 3);
      assertEquals(
          Map.of("A", new BigDecimal(1), "B", new BigDecimal(2)), stage.reports().get(0).values());
      assertEquals(List.of("010300100002"), slave.requests().stream().distinct().toList());
      FieldServerStatus status = open.status();
      assertEquals(State.CONNECTED, status.state());
      assertTrue(status.points().stream().allMatch(p -> p.quality() == Quality.GOOD));
      assertTrue(status.requests() >= 3 && status.roundTrip().isPresent());
    }
    assertEquals(1, slave.connections());
  }

  @Test
  void aPointIsReportedWhenItChangesIfThatIsItsTrigger() {
    List<FieldPoint> points =
        List.of(point("A", 0x10, 20), point("C", 0x11, 20, "trigger", BigDecimal.valueOf(2)));
    try (OpenFieldServer open =
        LineStage.channel().open(server("S1", slave.port(), points, 1), stage)) {
      await(() -> stage.count(1) >= 4);
      assertEquals(1, stage.reports().stream().filter(r -> r.values().containsKey("C")).count());
      slave.registers(1)[0x11] = 77;
      await(() -> stage.last(1, "C").equals("77"));
      assertEquals(2, stage.reports().stream().filter(r -> r.values().containsKey("C")).count());
      assertEquals(State.CONNECTED, open.status().state());
    }
  }

  @Test
  void twoServersOfOneAddressHaveOneConnection() {
    slave.registers(2)[0x10] = 5;
    ModbusChannel channel = LineStage.channel();
    try (OpenFieldServer one = channel.open(server("S1", slave.port(), TWO, 1), stage);
        OpenFieldServer other = channel.open(server("S2", slave.port(), TWO, 2), stage)) {
      await(() -> stage.count(1) >= 2 && stage.count(2) >= 2);
      assertEquals(1, slave.connections());
      assertEquals(one.status().requests() > 0, other.status().requests() > 0);
    }
  }

  @Test
  void aSetIsWrittenReadBackAndReported() {
    List<FieldPoint> points =
        List.of(
            point("A", 0x10, 60_000),
            point("F", 0x20, 60_000, "originalDataType", Map.of("type", "float")),
            point(
                "Bit",
                0x30,
                60_000,
                "originalDataType",
                Map.of("type", "bool"),
                "bitMask",
                BigDecimal.valueOf(4)));
    slave.registers(1)[0x30] = 0x8001;
    try (OpenFieldServer open =
        LineStage.channel().open(server("S1", slave.port(), points, 1), stage)) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("A", 12345);
      values.put("F", new BigDecimal("21.5"));
      values.put("Bit", true);
      open.set(device(1), values).toCompletableFuture().join();
      assertTrue(
          slave
              .requests()
              .containsAll(
                  List.of(
                      "010600103039", "0110002000020441AC0000", "010300300001", "010600308005")),
          () -> slave.requests().toString());
      assertEquals("12345", stage.last(1, "A"));
      assertEquals("21.5", stage.last(1, "F"));
      assertEquals(0x8005, slave.registers(1)[0x30]);
    }
  }

  @Test
  void whatCannotBeSetReachesNoLine() {
    List<FieldPoint> points =
        List.of(
            point("A", 0x10, 60_000),
            point("R", 0x11, 60_000, "operateType", "inputRegister"),
            point("N", 0x12, 60_000, "writeFunctionCode", BigDecimal.ZERO));
    try (OpenFieldServer open =
        LineStage.channel().open(server("S1", slave.port(), points, 1), stage)) {
      for (Map<String, Object> wrong :
          List.of(
              Map.<String, Object>of("A", 40000),
              Map.<String, Object>of("A", "x"),
              Map.<String, Object>of("R", 1),
              Map.<String, Object>of("N", 1),
              Map.<String, Object>of("Z", 1))) {
        FieldException refused =
            failure(() -> open.set(device(1), wrong).toCompletableFuture().join());
        assertEquals(FieldException.Cause.REQUEST, refused.reason());
        assertTrue(refused.getMessage().startsWith(wrong.keySet().iterator().next() + ": "));
      }
      assertTrue(
          slave.requests().stream()
              .allMatch(request -> request.startsWith("0103") || request.startsWith("0104")));
    }
  }

  private static FieldException failure(Runnable call) {
    return (FieldException) assertThrows(CompletionException.class, call::run).getCause();
  }

  @Test
  void aWriteThatDoesNotTakeIsTold() {
    slave.always((request, right) -> List.of(request[7] == 3 ? right : right));
    List<FieldPoint> points = List.of(point("A", 0x10, 60_000));
    try (OpenFieldServer open =
        LineStage.channel().open(server("S1", slave.port(), points, 1), stage)) {
      await(() -> stage.count(1) == 1);
      slave.next(
          (request, right) -> {
            slave.registers(1)[0x10] = 3;
            return List.of(right);
          });
      FieldException refused =
          failure(() -> open.set(device(1), Map.of("A", 9)).toCompletableFuture().join());
      assertTrue(
          refused.getMessage().contains("the value read back differs"), refused.getMessage());
      slave.next(ScriptedSlave.SILENT);
      FieldException silent =
          failure(() -> open.set(device(1), Map.of("A", 9)).toCompletableFuture().join());
      assertEquals(FieldException.Cause.UNREACHABLE, silent.reason());
    }
  }

  @Test
  void aPointIsTriedOverTheConnectionThatIsThere() {
    ModbusChannel channel = LineStage.channel();
    List<FieldPoint> one = List.of(point("T", 0x10, 60_000));
    try (OpenFieldServer open = channel.open(server("S1", slave.port(), one, 1), stage)) {
      await(() -> stage.count(1) == 1);
      FieldReading reading =
          channel.read(server("", slave.port(), one, 1)).toCompletableFuture().join();
      assertEquals("0001", reading.raw());
      assertEquals(new BigDecimal(1), reading.value().orElseThrow());
      assertEquals(
          "0007",
          channel.write(server("", slave.port(), one, 1), 7).toCompletableFuture().join().raw());
      assertEquals(1, slave.connections());
      assertEquals(7, slave.registers(1)[0x10]);
      assertEquals(State.CONNECTED, open.status().state());
    }
    FieldException gone =
        failure(() -> channel.read(server("", 1, one, 1)).toCompletableFuture().join());
    assertEquals(FieldException.Cause.UNREACHABLE, gone.reason());
  }

  @Test
  void whatIsWrongInAnAnswerIsNeverAValue() {
    slave.next(
        (request, right) -> List.of(other(right, 6, 2)),
        (request, right) -> List.of(other(right, 1, right[1] + 1)),
        (request, right) -> List.of(other(right, 7, 4)),
        (request, right) -> List.of(longer(right)),
        (request, right) -> List.of(shorter(right)),
        (request, right) -> List.of(Arrays.copyOf(right, 9)),
        ScriptedSlave.SILENT,
        ScriptedSlave.CLOSE);
    try (OpenFieldServer open = open("timeout.milliseconds", "200", "retries", "0")) {
      await(() -> stage.count(1) >= 2);
      assertTrue(
          stage.reports().stream()
              .allMatch(
                  r -> r.values().equals(Map.of("A", new BigDecimal(1), "B", new BigDecimal(2)))),
          () -> stage.reports().toString());
      FieldServerStatus status = open.status();
      assertTrue(status.failures() >= 3, status::toString);
      assertTrue(status.lastError().isPresent());
    }
  }

  private static byte[] other(byte[] frame, int at, int value) {
    byte[] changed = frame.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] longer(byte[] frame) {
    byte[] changed = Arrays.copyOf(frame, frame.length + 2);
    changed[5] += 2;
    changed[8] += 2;
    return changed;
  }

  private static byte[] shorter(byte[] frame) {
    byte[] changed = Arrays.copyOf(frame, frame.length - 2);
    changed[5] -= 2;
    changed[8] -= 2;
    return changed;
  }

  @Test
  void aLateAnswerIsThrownAwayAndTheNextOneIsRight() {
    byte[][] late = new byte[1][];
    slave.next(
        (request, right) -> {
          late[0] = right;
          slave.registers(1)[0x10] = 5;
          return List.of();
        },
        (request, right) ->
            List.of(late[0], Arrays.copyOf(right, 4), Arrays.copyOfRange(right, 4, right.length)));
    try (OpenFieldServer open = open("timeout.milliseconds", "300")) {
      await(() -> stage.count(1) >= 1);
      assertEquals("5", stage.last(1, "A"));
      assertEquals(1, slave.connections());
      assertTrue(open.status().retries() >= 1);
    }
  }

  @Test
  void unitsZeroAnd255AreTakenIfTheOperatorSaysSo() {
    slave.always((request, right) -> List.of(other(right, 6, 255)));
    try (OpenFieldServer open = open("accept.unit.0.and.255", "true")) {
      await(() -> stage.count(1) >= 1);
      assertEquals(0, open.status().failures());
    }
  }

  @Test
  void anAddressThatIsNotThereDoesNotCostItsNeighbours() {
    List<FieldPoint> points = List.of(point("A", 0xFF, 50), point("Gone", 0x100, 50));
    slave.registers(1)[0xFF] = 9;
    try (OpenFieldServer open =
        LineStage.channel().open(server("S1", slave.port(), points, 1), stage)) {
      await(() -> stage.count(1) >= 2);
      assertEquals("9", stage.last(1, "A"));
      assertEquals(
          Quality.BAD,
          open.status().points().stream()
              .filter(p -> p.identifier().equals("Gone"))
              .findFirst()
              .orElseThrow()
              .quality());
      assertEquals(1, slave.requests().stream().filter("010300FF0002"::equals).count());
    }
  }

  @Test
  void aConnectionThatIsCutComesBackByItself() throws Exception {
    try (OpenFieldServer open = open()) {
      await(() -> stage.count(1) >= 1);
      slave.cut();
      long before = stage.count(1);
      await(() -> stage.count(1) >= before + 2);
      assertEquals(2, slave.connections());
      assertEquals(1, open.status().disconnectionsLastMinute());
    }
  }

  @Test
  void aServerThatRefusesIsToldAndTriedAgain() throws Exception {
    int port = slave.port();
    slave.close();
    ModbusChannel channel = LineStage.channel();
    try (OpenFieldServer open = channel.open(server("S1", port, TWO, 1), stage)) {
      await(() -> open.status().lastError().isPresent());
      assertEquals(State.CONNECTING, open.status().state());
      assertTrue(
          open.status().lastError().orElseThrow().endsWith("refuses the connection"),
          open.status()::toString);
    }
  }

  @Test
  void whatTheOperatorDoesNotAllowIsRefusedAndNamesTheSetting() {
    ModbusChannel channel = LineStage.channel("networks", "private");
    assertTrue(
        channel
            .check(server("S1", slave.port(), TWO, 1))
            .toString()
            .contains("networks allows it"));
    try (OpenFieldServer open = channel.open(server("S1", slave.port(), TWO, 1), stage)) {
      await(() -> open.status().state() == State.REFUSED);
      assertTrue(open.status().lastError().orElseThrow().contains("networks"));
      assertEquals(0, slave.connections());
    }
    Map<String, Object> name = Map.of("ip", "localhost", "port", BigDecimal.valueOf(slave.port()));
    try (OpenFieldServer open = channel.open(server("S1", "TCP", name, TWO, 1), stage)) {
      await(() -> open.status().state() == State.REFUSED);
      assertEquals(0, slave.connections());
    }
  }

  @Test
  void framesOfRtuGoOverTcpIfTheFormSaysSo() throws Exception {
    try (ScriptedSlave rtu = ScriptedSlave.rtuOverTcp()) {
      rtu.registers(1)[0x10] = 44;
      rtu.next(
          (request, right) -> List.of(new byte[] {0, 0}, right),
          (request, right) -> List.of(request, right),
          (request, right) ->
              List.of(ScriptedSlave.withCrc(new byte[] {2, 3, 4, 9, 9, 9, 9}), right),
          (request, right) -> List.of(other(right, 4, 99)),
          (request, right) -> List.of(Arrays.copyOf(right, 5)));
      try (OpenFieldServer open =
          LineStage.channel("rtu.over.tcp", "true", "timeout.milliseconds", "300")
              .open(server("S1", rtu.port(), TWO, 1), stage)) {
        await(() -> stage.count(1) >= 6);
        assertTrue(
            stage.reports().stream().allMatch(r -> r.values().get("A").toString().equals("44")));
        assertEquals(State.CONNECTED, open.status().state());
      }
    }
  }

  @Test
  void aClosedServerReportsNothingAndItsThreadEnds() {
    OpenFieldServer open = open();
    await(() -> stage.count(1) >= 1);
    open.close();
    int after = stage.reports().size();
    assertEquals(State.CLOSED, open.status().state());
    failure(() -> open.set(device(1), Map.of("A", 1)).toCompletableFuture().join());
    String name = "kuralink-modbus-127.0.0.1:" + slave.port();
    await(
        () ->
            Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals(name)));
    assertEquals(after, stage.reports().size());
  }
}
