/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldPointStatus;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServerStatus;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.channel.modbus.ModbusChannel.Surroundings;
import org.kuralink.channel.modbus.line.FieldLine;
import org.kuralink.channel.modbus.line.LineFigures;
import org.kuralink.channel.modbus.line.ModbusFault;
import org.kuralink.channel.modbus.line.UnitPoller;
import org.kuralink.channel.modbus.point.ModbusPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open server: its devices at a line that all servers of the same address share. */
final class OpenModbusServer implements OpenFieldServer {

  private static final Logger LOG = LoggerFactory.getLogger(OpenModbusServer.class);
  private static final long CLOSING_SECONDS = 2;

  private final ModbusServer server;
  private final FieldLine line;
  private final Optional<String> refusal;
  private final Map<DeviceIdentity, UnitPoller> pollers = new LinkedHashMap<>();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Creates a server at a line.
   *
   * @param refusal why the server is not allowed; empty if it is
   */
  OpenModbusServer(
      ModbusServer server,
      FieldLine line,
      Optional<String> refusal,
      FieldReports reports,
      Surroundings around) {
    this.server = server;
    this.line = line;
    this.refusal = refusal;
    for (ModbusServer.Unit unit : server.devices()) {
      long spread =
          unit.points().stream()
              .mapToLong(ModbusPoint::pollMillis)
              .min()
              .orElse(ModbusChannel.SPREAD.toMillis());
      long first = Duration.ofMillis(Math.min(spread, ModbusChannel.SPREAD.toMillis())).toNanos();
      pollers.put(
          unit.identity(),
          new UnitPoller(
              server.serverId(),
              new UnitPoller.Polled(unit.unit(), unit.identity()),
              unit.points(),
              new WhileOpen(reports),
              around.clock(),
              around.nanos().getAsLong() + around.random().nextLong(first)));
    }
  }

  /** Starts polling; returns false if the line has been closed. */
  boolean begin() {
    return refusal.isPresent() || pollers.values().stream().allMatch(line::attach);
  }

  boolean isClosed() {
    return closed;
  }

  /** Discards reports after the server has been closed. */
  private final class WhileOpen implements UnitPoller.Told {

    private final FieldReports reports;

    WhileOpen(FieldReports reports) {
      this.reports = reports;
    }

    @Override
    public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
      if (!closed) {
        reports.values(device, values, at);
      }
    }

    @Override
    public void stateChanged() {
      if (!closed) {
        reports.stateChanged();
      }
    }
  }

  /**
   * A validated write.
   *
   * @param words the words to write
   */
  private record Write(ModbusPoint point, int[] words) {}

  @Override
  public CompletionStage<Void> set(DeviceIdentity device, Map<String, Object> values) {
    UnitPoller poller = pollers.get(device);
    ModbusServer.Unit unit =
        server.devices().stream().filter(u -> u.identity().equals(device)).findFirst().orElse(null);
    if (poller == null || unit == null) {
      return failed(
          FieldException.Cause.REQUEST, device + " does not belong to server " + server.serverId());
    }
    List<Write> writes = new ArrayList<>();
    try {
      for (Map.Entry<String, Object> each : values.entrySet()) {
        ModbusPoint point = ModbusChannel.writable(unit.points(), each.getKey());
        writes.add(new Write(point, ModbusChannel.encoded(point, each.getValue())));
      }
    } catch (FieldException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    boolean taken = !closed && refusal.isEmpty() && line.offer(() -> write(poller, writes, done));
    return taken
        ? done
        : failed(
            FieldException.Cause.UNREACHABLE,
            refusal.orElse(
                closed
                    ? server.serverId() + " is closed"
                    : "the queue of "
                        + server.address()
                        + " is full ("
                        + FieldLine.MOST_JOBS
                        + " writes); try again later"));
  }

  private void write(UnitPoller poller, List<Write> writes, CompletableFuture<Void> done) {
    List<String> written = new ArrayList<>();
    for (Write each : writes) {
      try {
        if (closed) {
          throw new ModbusFault(ModbusFault.Kind.BROKEN, server.serverId() + " was closed");
        }
        line.hurry();
        poller.write(line, each.point, each.words);
        written.add(each.point.identifier());
      } catch (ModbusFault fault) {
        String before = written.isEmpty() ? "" : "; written before: " + String.join(", ", written);
        done.completeExceptionally(
            ModbusChannel.exception(
                fault, each.point.identifier() + " (" + each.point.at() + ")", before));
        return;
      }
    }
    done.complete(null);
  }

  @Override
  public CompletionStage<Map<String, Object>> call(
      DeviceIdentity device, String identifier, Map<String, Object> input) {
    return failed(
        FieldException.Cause.REQUEST, "cannot call " + identifier + ": Modbus has no services");
  }

  private static <T> CompletableFuture<T> failed(FieldException.Cause cause, String text) {
    return CompletableFuture.failedFuture(new FieldException(cause, text));
  }

  @Override
  public FieldServerStatus status() {
    LineFigures figures = line.figures();
    List<FieldPointStatus> points =
        pollers.values().stream().flatMap(poller -> poller.status().stream()).toList();
    Optional<String> refused = refusal.or(line::forbidden);
    State state =
        closed
            ? State.CLOSED
            : refused.isPresent()
                ? State.REFUSED
                : line.isConnected() ? State.CONNECTED : State.CONNECTING;
    return new FieldServerStatus(
        server.serverId(),
        state,
        refused.or(figures::lastError),
        figures.lastErrorAt(),
        figures.roundTrip(),
        figures.requests(),
        figures.retries(),
        figures.failures(),
        figures.disconnections(Duration.ofMinutes(1)),
        figures.disconnections(Duration.ofMinutes(30)),
        points);
  }

  /** Closes the server without waiting. */
  void end() {
    closed = true;
    pollers.values().forEach(line::detach);
  }

  @Override
  public void close() {
    end();
    if (awaited.getAndSet(true)) {
      return;
    }
    CountDownLatch turn = new CountDownLatch(1);
    try {
      if (line.offer(turn::countDown) && !turn.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug(
            "{}: the server was closed during a request, whose result is discarded",
            server.address());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
