/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldChannels;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldOutcome;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.FieldTrial;
import org.kuralink.api.channel.FieldVersion;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.console.command.CommandException;
import org.kuralink.console.report.Times;

/**
 * Tests servers, points and history, and reading and writing a point, in the shell and on the page.
 */
class ChannelsViewTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final DeviceIdentity DEVICE = new DeviceIdentity("a1Example01", "dev-01");

  private final Channels channels = new Channels();
  private final ChannelsView view = new ChannelsView(new Times(Clock.systemUTC(), ZoneOffset.UTC));

  /** Field channels without a field bus. */
  private static final class Channels implements FieldChannels {

    private final List<String> asked = new ArrayList<>();

    @Override
    public FieldChannelsStatus status() {
      FieldServerStatus server =
          new FieldServerStatus(
              "S0001",
              FieldServerStatus.State.CONNECTED,
              Optional.of("unit 2 is silent"),
              Optional.of(AT),
              Optional.of(Duration.ofMillis(7)),
              100,
              3,
              2,
              1,
              4,
              List.of(
                  new FieldPointStatus(
                      DEVICE,
                      "Temp",
                      FieldPointStatus.Quality.GOOD,
                      Optional.of(new BigDecimal("23.4")),
                      Optional.of(AT),
                      Optional.empty())));
      return new FieldChannelsStatus(
          List.of(new FieldVersion(7, AT, "push", "0123456789abcdef", true)),
          List.of(
              new FieldChannelsStatus.Server(
                  "S0001", "line-1", "TCP", List.of(DEVICE), Optional.of(server)),
              new FieldChannelsStatus.Server(
                  "S0002", "", "RTU", List.of(DEVICE), Optional.empty())),
          List.of("serverList[1] (S0002) is left out: no bundle for protocol RTU"),
          Optional.of(
              new FieldOutcome(
                  AT, "push", FieldOutcome.Verdict.APPLIED, "S0001 opened", List.of())));
    }

    @Override
    public CompletionStage<FieldOutcome> restore(long number) {
      return CompletableFuture.completedFuture(
          new FieldOutcome(
              AT,
              "restore",
              number == 7 ? FieldOutcome.Verdict.APPLIED : FieldOutcome.Verdict.FAILED,
              number == 7 ? "S0001 closed" : "configuration " + number + " is not kept",
              List.of()));
    }

    @Override
    public CompletionStage<FieldReading> read(FieldTrial trial) {
      asked.add("read " + trial.serverId() + trial.server() + trial.device() + trial.point());
      if (trial.serverId().equals("S0002")) {
        return CompletableFuture.completedFuture(
            new FieldReading("7FC00000", Optional.empty(), "it is NaN", Duration.ofMillis(5)));
      }
      return trial.serverId().equals("S9")
          ? CompletableFuture.failedFuture(
              new FieldException(FieldException.Cause.REQUEST, "the configuration has no server"))
          : CompletableFuture.completedFuture(
              new FieldReading(
                  "00EA", Optional.of(new BigDecimal("23.4")), "", Duration.ofMillis(5)));
    }

    @Override
    public CompletionStage<FieldReading> write(FieldTrial trial, Object value) {
      asked.add("write " + value);
      return read(trial);
    }
  }

  @BeforeEach
  void add() {
    view.addChannels(channels, Map.of(FieldChannels.CONNECTION, "plant"));
  }

  @Test
  void showsServersPointsAndHistory() {
    String text = view.channels();
    assertTrue(text.contains("S0001"), text);
    assertTrue(text.contains("unit 2 is silent"), text);
    assertTrue(text.contains("not served"), text);
    assertTrue(text.contains("no bundle for protocol RTU"), text);
    assertTrue(text.contains("0123456789ab"), text);
    assertTrue(text.contains("23.4"), text);
    assertEquals(List.of("server=S0001", "server=S0002"), view.words("read"));
  }

  @Test
  void omitsTheTableOfAnEmptyHistory() {
    ChannelsReport report = new ChannelsReport(new Times(Clock.systemUTC(), ZoneOffset.UTC));
    FieldChannelsStatus none =
        new FieldChannelsStatus(List.of(), List.of(), List.of(), Optional.empty());
    String text = report.of("", none).toText();
    assertTrue(text.contains("server"), text);
    assertFalse(text.contains("digest"), text);
  }

  @Test
  void readsAPointInTheShell() {
    assertEquals(
        "raw 00EA, value 23.4 (5 ms)",
        view.read(
            "server=S0001",
            "unit=1",
            "table=holdingRegister",
            "address=0x10",
            "type=int16",
            "swap16=1",
            "scaling=0.1"));
    assertEquals(
        List.of(
            "read S0001{}{slaveId=1}{operateType=holdingRegister, registerAddress=0x10,"
                + " scaling=0.1, originalDataType={type=int16, specs={swap16=1}}}"),
        channels.asked);
  }

  @Test
  void showsRawValueAndReasonForAPointWithoutAValue() {
    assertEquals(
        "raw 7FC00000, no value: it is NaN (5 ms)", view.read("server=S0002", "address=0x10"));
  }

  @Test
  void writesAPointOfAServerGivenInTheArguments() {
    assertEquals(
        "raw 00EA, value 23.4 (5 ms)",
        view.write(
            "protocol=TCP", "ip=127.0.0.1", "port=502", "unit=1", "address=0x30", "value=12.34"));
    assertEquals("write 12.34", channels.asked.get(0));
    assertEquals(
        "read {protocol=TCP, ip=127.0.0.1, port=502}{slaveId=1}{registerAddress=0x30}",
        channels.asked.get(1));
  }

  @Test
  void rejectsUnknownArguments() {
    assertThrows(CommandException.class, () -> view.read("adress=0x10"));
    assertThrows(CommandException.class, () -> view.read("unit=one"));
    assertThrows(CommandException.class, () -> view.write("server=S0001", "unit=1"));
    CommandException e = assertThrows(CommandException.class, () -> view.read("server=S9"));
    assertTrue(e.words().contains("the configuration has no server"), e.words());
  }

  @Test
  void restoresAConfiguration() {
    assertEquals("S0001 closed", view.channels("restore", "7"));
    CommandException e = assertThrows(CommandException.class, () -> view.channels("restore", "9"));
    assertEquals("configuration 9 is not kept", e.words());
    assertThrows(CommandException.class, () -> view.channels("restore", "seven"));
  }

  @Test
  void theFormOfThePageReadsAndWrites() {
    View.Action form = view.actions().get(0);
    assertEquals(16, form.field().split("\n", -1).length);
    assertEquals(
        "raw 00EA, value 23.4 (5 ms)",
        form.run().apply("S0001\n\n\n\n\n1\nholdingRegister\n0x10\nint16\n\n\n\n\n\n\n"));
    assertEquals(
        "read S0001{}{slaveId=1}{operateType=holdingRegister, registerAddress=0x10,"
            + " originalDataType={type=int16, specs={}}}",
        channels.asked.get(0));
    form.run().apply("S0003\n\n\n\n\n\n\n\n\n\n\n\n\nHall/Oven 1\nMode\n3");
    assertEquals("write 3", channels.asked.get(1));
    assertEquals(
        "read S0003{}{displayNamePath=Hall/Oven 1}{displayName=Mode}", channels.asked.get(2));
  }
}
