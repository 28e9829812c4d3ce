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

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldPointStatus.Quality;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;

/** Tests slaves that close connections, reject requests, or send unrequested bytes. */
class HostileSlaveTest {

  private static final List<FieldPoint> ONE = List.of(point("T", 0x10, 60_000));

  private final LineStage stage = new LineStage();

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  @Test
  void aSlaveThatEndsTheConnectionAfterEachAnswerCostsNoWrite() throws Exception {
    try (ScriptedSlave slave = ScriptedSlave.tcp();
        OpenFieldServer open =
            LineStage.channel("retries", "0").open(server("S1", slave.port(), ONE, 1), stage)) {
      slave.registers(1)[0x10] = 4;
      slave.endingAfterEach();
      await(() -> stage.count(1) == 1);
      for (int value = 5; value < 10; value++) {
        await(() -> slave.ended() == slave.connections());
        open.set(LineStage.device(1), Map.of("T", value)).toCompletableFuture().join();
        assertEquals(value, slave.registers(1)[0x10]);
      }
      assertEquals(State.CONNECTED, open.status().state());
    }
  }

  @Test
  void noiseAndFramesOfOthersBeforeTheAnswerArePassedOver() throws Exception {
    try (ScriptedSlave slave = ScriptedSlave.rtuOverTcp()) {
      slave.registers(1)[0x10] = 7;
      byte[] other = ScriptedSlave.withCrc(new byte[] {9, 3, 2, 0, 66});
      slave.always(
          (request, right) -> List.of(new byte[] {0, -1, 1, 3, 2}, other, right, new byte[] {5}));
      List<FieldPoint> one = List.of(point("T", 0x10, 50));
      try (OpenFieldServer open =
          LineStage.channel("rtu.over.tcp", "true", "timeout.milliseconds", "20000")
              .open(server("S1", slave.port(), one, 1), stage)) {
        await(() -> stage.count(1) >= 3);
        assertTrue(
            stage.reports().stream()
                .allMatch(each -> each.values().equals(Map.of("T", new BigDecimal(7)))));
        assertEquals(0, open.status().failures());
      }
    }
  }

  @Test
  void bytesBehindTheFrameOfAnAnswerAreNoPartOfTheNextOne() throws Exception {
    try (ScriptedSlave slave = ScriptedSlave.tcp()) {
      slave.registers(1)[0x10] = 7;
      byte[] more = {0x12, 0x34, 0, 0, 0, 5, 1, 3, 2, 0};
      for (int extra : new int[] {1, 2, 6, 8}) {
        slave.next(
            (request, right) ->
                List.of(
                    ByteBuffer.allocate(right.length + extra)
                        .put(right)
                        .put(more, more.length - extra, extra)
                        .array()));
      }
      List<FieldPoint> one = List.of(point("T", 0x10, 50));
      try (OpenFieldServer open =
          LineStage.channel("timeout.milliseconds", "20000")
              .open(server("S1", slave.port(), one, 1), stage)) {
        await(() -> stage.count(1) >= 8);
        assertTrue(
            stage.reports().stream()
                .allMatch(each -> each.values().equals(Map.of("T", new BigDecimal(7)))));
        assertEquals(0, open.status().failures());
        assertEquals(0, open.status().retries());
        assertEquals(1, slave.connections());
        assertEquals(State.CONNECTED, open.status().state());
      }
    }
  }

  @Test
  void eachExceptionCodeIsToldInWordsAndIsNoValue() throws Exception {
    try (ScriptedSlave slave = ScriptedSlave.tcp()) {
      List<FieldPoint> one = List.of(point("T", 0x10, 50));
      slave.registers(1)[0x10] = 7;
      try (OpenFieldServer open =
          LineStage.channel().open(server("S1", slave.port(), one, 1), stage)) {
        for (String words :
            List.of("illegal function (1)", "device busy (6)", "memory parity error (8)")) {
          int code = words.charAt(words.length() - 2) - '0';
          slave.always(
              (request, right) -> {
                byte[] refusal = Arrays.copyOf(right, 9);
                refusal[5] = 3;
                refusal[7] |= (byte) 0x80;
                refusal[8] = (byte) code;
                return List.of(refusal);
              });
          await(
              () ->
                  open.status().points().get(0).error().filter(e -> e.endsWith(words)).isPresent());
          assertEquals(Quality.BAD, open.status().points().get(0).quality());
        }
        slave.always((request, right) -> List.of(right));
        await(() -> open.status().points().get(0).quality() == Quality.GOOD);
      }
    }
  }
}
