/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldPointStatus.Quality;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.api.tsl.DataType;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.point.ModbusPoint;
import org.kuralink.channel.modbus.point.ModbusPoint.Area;
import org.kuralink.channel.modbus.point.ModbusPoint.Form;
import org.kuralink.channel.modbus.point.ModbusTable;
import org.kuralink.channel.modbus.point.OriginalType;

/**
 * Tests a line in virtual time: the order of requests and the values that are reported together.
 */
class FieldLineTest {

  private static final LineRules RULES = new LineRules(1000, 1, 0, 0);

  private final VirtualTime time = new VirtualTime();
  private final Set<Integer> silent = new HashSet<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<Reported> reported = new ArrayList<>();
  private Duration answerTime = Duration.ofMillis(5);
  private int opened;
  private boolean refused;

  private record Asked(int unit, long millis) {}

  private record Reported(DeviceIdentity device, Map<String, Object> values, long millis) {}

  private final UnitPoller.Told reports =
      new UnitPoller.Told() {
        @Override
        public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
          reported.add(new Reported(device, Map.copyOf(values), millis()));
        }

        @Override
        public void stateChanged() {
          // Asked for by tests themselves.
        }
      };

  private long millis() {
    return Duration.ofNanos(time.nanoTime()).toMillis();
  }

  private FieldLine line(LineRules rules) {
    return new FieldLine(
        "line",
        this::open,
        rules,
        time.clock(),
        time::nanoTime,
        n -> time.leap(Duration.ofNanos(n)));
  }

  private ModbusWire open() throws ModbusFault {
    opened++;
    if (refused) {
      throw new ModbusFault(Kind.BROKEN, "refused");
    }
    return new ModbusWire() {
      @Override
      public byte[] ask(int unit, byte[] pdu, int timeoutMillis) throws ModbusFault {
        asked.add(new Asked(unit, millis()));
        if (silent.contains(unit)) {
          time.leap(Duration.ofMillis(timeoutMillis));
          throw new ModbusFault(Kind.SILENT, "there is no answer");
        }
        time.leap(answerTime);
        int count = pdu[4];
        byte[] answer = new byte[2 + 2 * count];
        answer[0] = pdu[0];
        answer[1] = (byte) (2 * count);
        return answer;
      }

      @Override
      public void close() {
        // Nothing to close.
      }
    };
  }

  @Test
  void nothingIsOpenedForWhoWasClosedWhenHisTurnCame() throws Exception {
    FieldLine line = line(RULES);
    CompletableFuture<ModbusFault> fault = new CompletableFuture<>();
    FieldLine.Served leaving =
        new FieldLine.Served() {
          @Override
          public long due() {
            return time.nanoTime();
          }

          @Override
          public void poll(FieldLine from) {
            from.detach(this);
            try {
              from.readOnce(1, new Area(ModbusTable.HOLDING_REGISTER, 0, 1));
              fault.cancel(false);
            } catch (ModbusFault told) {
              fault.complete(told);
            }
          }

          @Override
          public void lineChanged() {
            // Not asked for.
          }
        };
    assertTrue(line.attach(leaving));
    assertEquals(Kind.BROKEN, fault.get(60, TimeUnit.SECONDS).kind());
    assertEquals(0, opened);
  }

  private UnitPoller poller(int unit, long... periods) {
    List<ModbusPoint> points = new ArrayList<>();
    for (long period : periods) {
      points.add(
          new ModbusPoint(
              "place",
              "P" + period,
              new Area(ModbusTable.HOLDING_REGISTER, points.size(), 1),
              new Form(OriginalType.INT16, false, false, BigDecimal.ONE, 0),
              new DataType.AnyType(),
              true,
              6,
              false,
              period,
              false));
    }
    return new UnitPoller(
        "S1",
        new UnitPoller.Polled(unit, device(unit)),
        points,
        reports,
        time.clock(),
        time.nanoTime());
  }

  private static DeviceIdentity device(int unit) {
    return new DeviceIdentity("a1Example01", "dev-" + unit);
  }

  /** Runs the loop body of the line's thread. */
  private void run(FieldLine line, Duration duration, UnitPoller... pollers) {
    long end = time.nanoTime() + duration.toNanos();
    while (time.nanoTime() < end) {
      long wait = pollersDue(line, pollers);
      if (wait > 0) {
        time.leap(Duration.ofNanos(Math.min(wait, end - time.nanoTime())));
      }
    }
  }

  private long pollersDue(FieldLine line, UnitPoller... pollers) {
    UnitPoller first = pollers[0];
    for (UnitPoller each : pollers) {
      first = each.due() < first.due() ? each : first;
    }
    long wait = first.due() - time.nanoTime();
    if (wait <= 0) {
      first.poll(line);
    }
    return Math.max(0, wait);
  }

  private long asked(int unit) {
    return asked.stream().filter(each -> each.unit == unit).count();
  }

  @Test
  void aSilentUnitIsAskedLessAndLessWhileTheOthersKeepTheirPace() {
    silent.add(1);
    run(line(RULES), Duration.ofMinutes(60), poller(1, 1000), poller(2, 1000));
    assertTrue(asked(1) >= 8 && asked(1) <= 20, "asked " + asked(1) + " times in an hour");
    assertTrue(asked(2) >= 3600 * 0.95, "the other was asked " + asked(2) + " times");
    assertEquals(asked(2), reported.stream().filter(r -> r.device.equals(device(2))).count());
  }

  @Test
  void aUnitThatAnswersAgainIsAskedAtItsPace() {
    silent.add(1);
    UnitPoller poller = poller(1, 1000);
    FieldLine line = line(RULES);
    run(line, Duration.ofMinutes(2), poller);
    assertEquals(Quality.BAD, poller.status().get(0).quality());
    silent.clear();
    run(line, Duration.ofMinutes(3), poller);
    asked.clear();
    run(line, Duration.ofMinutes(1), poller);
    assertTrue(asked(1) >= 59, "asked " + asked(1) + " times");
    assertEquals(Quality.GOOD, poller.status().get(0).quality());
    silent.add(1);
    run(line, Duration.ofSeconds(5), poller);
    assertEquals(Quality.STALE, poller.status().get(0).quality());
  }

  @Test
  void whatFallsDueTogetherIsOneRequestAndOneReport() {
    run(line(RULES), Duration.ofMillis(6001), poller(1, 1000, 1500));
    assertEquals(9, reported.size(), reported::toString);
    List<Long> together =
        reported.stream().filter(r -> r.values.size() == 2).map(r -> r.millis / 100 * 100).toList();
    assertEquals(List.of(0L, 3000L, 6000L), together);
    assertEquals(reported.size(), asked.size());
  }

  @Test
  void pollsThatCannotBeKeptUpWithAreLeftOut() {
    answerTime = Duration.ofMillis(2500);
    run(
        line(new LineRules(5000, 0, 0, 0)),
        Duration.ofSeconds(60),
        poller(1, 1000),
        poller(2, 1000));
    assertTrue(Math.abs(asked(1) - asked(2)) <= 1, asked::toString);
    assertTrue(asked.size() >= 22, () -> "asked " + asked.size());
  }

  @Test
  void betweenTwoRequestsThereIsThePause() {
    run(line(new LineRules(1000, 1, 40, 0)), Duration.ofSeconds(2), poller(1, 10), poller(2, 10));
    for (int i = 1; i < asked.size(); i++) {
      long after = asked.get(i).millis - asked.get(i - 1).millis;
      assertTrue(after >= 45, () -> asked.toString());
    }
    assertTrue(asked(1) > 15 && asked(2) > 15, asked::toString);
  }

  @Test
  void anAddressThatRefusesIsTriedLessAndLessAndAtLeastOnceAMinute() {
    refused = true;
    UnitPoller poller = poller(1, 1000);
    FieldLine line = line(RULES);
    run(line, Duration.ofMinutes(30), poller);
    assertTrue(opened >= 30 && opened <= 36, "opened " + opened + " times");
    refused = false;
    run(line, Duration.ofMinutes(2), poller);
    assertTrue(line.isConnected());
    assertEquals(Quality.GOOD, poller.status().get(0).quality());
  }

  @Test
  void aDayBetweenPollsBeginsAtOnce() {
    run(line(RULES), Duration.ofSeconds(1), poller(1, 86_400_000));
    assertEquals(1, asked(1));
  }
}
