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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.channel.modbus.line.FieldLine;
import org.kuralink.channel.modbus.line.LineRules;
import org.kuralink.channel.modbus.line.ModbusWire;
import org.kuralink.channel.modbus.line.UnitPoller;

/**
 * Tests the number and the rate of requests and messages of complete configurations in virtual
 * time.
 */
class PushedPaceTest {

  private static final long USUAL = 1000;
  private static final Duration WATCHED = Duration.ofSeconds(60).plusMillis(500);

  private final VirtualTime time = new VirtualTime();
  private final List<Reported> reported = new ArrayList<>();
  private int requests;

  private record Reported(DeviceIdentity device, Set<String> points, long millis) {}

  private final UnitPoller.Told reports =
      new UnitPoller.Told() {
        @Override
        public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
          reported.add(new Reported(device, Set.copyOf(values.keySet()), millis()));
        }

        @Override
        public void stateChanged() {
          // Nobody looks.
        }
      };

  private long millis() {
    return Duration.ofNanos(time.nanoTime()).toMillis();
  }

  /** A device whose registers are all 0 and which answers after 5 ms. */
  private final ModbusWire wire =
      new ModbusWire() {
        @Override
        public byte[] ask(int unit, byte[] pdu, int timeoutMillis) {
          requests++;
          time.leap(Duration.ofMillis(5));
          byte[] answer = new byte[2 + 2 * pdu[4]];
          answer[0] = pdu[0];
          answer[1] = (byte) (2 * pdu[4]);
          return answer;
        }

        @Override
        public void close() {
          // Nothing to close.
        }
      };

  /** Runs the loop body of the line's thread for the observed time. */
  private void run(FieldServer pushed) {
    long begin = time.nanoTime();
    long end = begin + WATCHED.toNanos();
    FieldLine line =
        new FieldLine(
            "line",
            () -> wire,
            new LineRules(1000, 1, 0, 0),
            time.clock(),
            time::nanoTime,
            pause -> time.leap(Duration.ofNanos(pause)));
    List<UnitPoller> pollers = new ArrayList<>();
    for (ModbusServer.Unit unit : ModbusServer.of(pushed, USUAL).server().orElseThrow().devices()) {
      UnitPoller.Polled device = new UnitPoller.Polled(unit.unit(), unit.identity());
      pollers.add(
          new UnitPoller(pushed.serverId(), device, unit.points(), reports, time.clock(), begin));
    }
    while (time.nanoTime() < end) {
      UnitPoller next =
          pollers.stream().min(Comparator.comparingLong(UnitPoller::due)).orElseThrow();
      long wait = Math.min(next.due(), end) - time.nanoTime();
      if (wait > 0) {
        time.leap(Duration.ofNanos(wait));
      } else {
        next.poll(line);
      }
    }
  }

  private List<Long> timesOf(String point) {
    return reported.stream()
        .filter(each -> each.points().contains(point))
        .map(Reported::millis)
        .toList();
  }

  @Test
  void fiveHundredPointsOfTwentyFiveDevicesAreTwentyFiveMessagesACycle() {
    List<FieldServer> servers = FieldbusCase.servers("fb-06/body.json");
    assertEquals(20, servers.size());
    servers.forEach(this::run);
    List<DeviceIdentity> devices = reported.stream().map(Reported::device).distinct().toList();
    assertEquals(25, devices.size());
    for (DeviceIdentity device : devices) {
      List<Reported> its = reported.stream().filter(each -> each.device().equals(device)).toList();
      assertEquals(61, its.size(), () -> device + " reports once a second");
      assertEquals(20, its.get(0).points().size(), "the first one is whole");
      assertEquals(
          10, its.get(60).points().size(), "half of them are told when they change, and none does");
      for (int i = 1; i < its.size(); i++) {
        long pause = its.get(i).millis() - its.get(i - 1).millis();
        assertTrue(pause >= 900 && pause <= 1100, () -> device + " after " + pause + " ms");
      }
    }
    assertEquals(2 * reported.size(), requests, "two runs of registers are two requests");
  }

  @Test
  void neighboursWithPeriodsOfTheirOwnAreReportedEachAtItsOwn() {
    run(FieldbusCase.servers("fb-13/poll-mixed.json").get(0));
    assertEquals(Set.of("Temp", "B", "C"), reported.get(0).points());
    assertTrue(reported.get(0).millis() <= 10, "at once");
    assertPeriod("Temp", 1000);
    assertPeriod("C", 1500);
    assertPeriod("B", 5000);
    long around =
        reported.stream().filter(each -> each.points().equals(Set.of("Temp", "C"))).count();
    assertEquals(
        reported.size() + around, requests, "what is not due between two that are is a gap");
  }

  private void assertPeriod(String point, long period) {
    List<Long> times = timesOf(point);
    assertEquals(WATCHED.toMillis() / period + 1, times.size(), point);
    for (int i = 0; i < times.size(); i++) {
      long off = times.get(i) - i * period;
      assertTrue(off >= 0 && off <= 20, point + " is " + off + " ms off");
    }
  }

  @Test
  void whatIsReadOnceADayIsReadAtOnce() {
    run(FieldbusCase.servers("fb-13/poll-86400000.json").get(0));
    assertEquals(1, reported.size());
    assertTrue(reported.get(0).millis() <= 10, reported::toString);
  }

  @Test
  void aPeriodThatIsTooShortAsksAsFastAsTheLineAnswersAndNoFaster() {
    run(FieldbusCase.servers("fb-13/poll-1.json").get(0));
    assertTrue(requests <= WATCHED.toMillis() / 10 + 1, requests + " requests");
    assertTrue(requests >= WATCHED.toMillis() / 20, requests + " requests");
  }

  @Test
  void theFirstPollsAreSpreadOverThePollingTime() throws Exception {
    List<Long> bounds = new ArrayList<>();
    LineStage stage = new LineStage();
    ModbusChannel channel =
        LineStage.channel(
            new RandomGenerator() {
              @Override
              public long nextLong() {
                return 0;
              }

              @Override
              public long nextLong(long bound) {
                bounds.add(bound);
                return bound - 1;
              }
            });
    try (ScriptedSlave slave = ScriptedSlave.tcp()) {
      slave.registers(1);
      channel
          .open(
              LineStage.server("S1", slave.port(), List.of(LineStage.point("A", 0, 700)), 1, 2, 3),
              stage)
          .close();
    }
    assertEquals(List.of(700_000_000L, 700_000_000L, 700_000_000L), bounds);
  }
}
