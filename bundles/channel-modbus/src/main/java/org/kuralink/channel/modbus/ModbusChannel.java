/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldReading;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.channel.modbus.line.FieldLine;
import org.kuralink.channel.modbus.line.LineRules;
import org.kuralink.channel.modbus.line.ModbusFault;
import org.kuralink.channel.modbus.line.ModbusWire;
import org.kuralink.channel.modbus.line.UnitPoller;
import org.kuralink.channel.modbus.point.ModbusPoint;
import org.kuralink.channel.modbus.point.ValueForm;
import org.kuralink.channel.modbus.point.ValueForm.UnsuitableValueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The field channel for Modbus, with one shared line for each address. Thread-safe; no method
 * blocks.
 */
final class ModbusChannel implements FieldChannel {

  /** The maximum number of lines, each of which has a thread. */
  static final int MOST_LINES = 256;

  /** The maximum random delay of the first polls of a device. */
  static final Duration SPREAD = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ModbusChannel.class);

  private final ModbusSettings settings;
  private final Wires wires;
  private final Surroundings around;
  private final Map<String, Shared> lines = new HashMap<>();
  private final List<OpenModbusServer> servers = new ArrayList<>();

  /**
   * Clocks and the random source.
   *
   * @param clock the time of day
   * @param nanos the monotonic time, as System.nanoTime
   * @param random distributes the starts of polls
   */
  record Surroundings(Clock clock, LongSupplier nanos, RandomGenerator random) {}

  /** Opens lines and decides which lines may be opened. */
  interface Wires {

    /** Returns why a line must not be opened, as far as this is known without opening it. */
    Optional<String> refusal(LineAddress address);

    /** Opens a line after another check. */
    ModbusWire open(LineAddress address) throws ModbusFault;
  }

  private record Shared(LineAddress address, FieldLine line) {}

  ModbusChannel(ModbusSettings settings, Wires wires, Surroundings around) {
    this.settings = settings;
    this.wires = wires;
    this.around = around;
  }

  @Override
  public List<FieldError> check(FieldServer server) {
    ModbusServer.Reading reading = ModbusServer.of(server, settings.pollingMillis());
    List<FieldError> errors = new ArrayList<>(reading.errors());
    reading
        .server()
        .map(ModbusServer::address)
        .flatMap(address -> wires.refusal(address).map(why -> forbidden(server, address, why)))
        .ifPresent(errors::add);
    return List.copyOf(errors);
  }

  @Override
  public List<FieldError> checkTogether(List<FieldServer> servers) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, FieldServer> first = new HashMap<>();
    Map<String, LineAddress> addresses = new HashMap<>();
    for (FieldServer server : servers) {
      LineAddress address =
          ModbusServer.of(server, settings.pollingMillis())
              .server()
              .map(ModbusServer::address)
              .orElse(null);
      if (address == null) {
        continue;
      }
      LineAddress other = addresses.putIfAbsent(address.key(), address);
      FieldServer before = first.putIfAbsent(address.key(), server);
      if (other != null && before != null && !other.equals(address)) {
        errors.add(
            new FieldError(
                server.place(),
                "serialPort",
                address
                    + " has other settings ("
                    + other
                    + ") in "
                    + before.place()
                    + "; all servers of a line need the same settings"));
      }
    }
    return errors;
  }

  private static FieldError forbidden(FieldServer server, LineAddress address, String why) {
    return new FieldError(
        server.place(), address instanceof LineAddress.Serial ? "serialPort" : "ip", why);
  }

  @Override
  public OpenFieldServer open(FieldServer given, FieldReports reports) {
    ModbusServer.Reading reading = ModbusServer.of(given, settings.pollingMillis());
    ModbusServer server =
        reading
            .server()
            .orElseThrow(() -> new IllegalArgumentException(reading.errors().toString()));
    reading
        .remarks()
        .forEach(remark -> LOG.warn("{}: {}", VisibleText.of(server.serverId()), remark));
    while (true) {
      Shared shared = line(server.address());
      Optional<String> refusal = clash(server, shared);
      refusal.ifPresent(why -> LOG.warn("{}: {}", VisibleText.of(server.serverId()), why));
      OpenModbusServer open = new OpenModbusServer(server, shared.line, refusal, reports, around);
      if (open.begin()) {
        synchronized (this) {
          servers.removeIf(OpenModbusServer::isClosed);
          servers.add(open);
        }
        return open;
      }
    }
  }

  /** Closes all open servers. */
  void close() {
    List<OpenModbusServer> left;
    synchronized (this) {
      left = List.copyOf(servers);
      servers.clear();
    }
    left.forEach(OpenModbusServer::end);
    left.forEach(OpenModbusServer::close);
  }

  private static Optional<String> clash(ModbusServer server, Shared shared) {
    return shared.address.equals(server.address())
        ? Optional.empty()
        : Optional.of(
            server.address()
                + " is open with other settings ("
                + shared.address
                + "); all servers of a line need the same settings");
  }

  /** Returns the line of an address; it starts with its first server. */
  private synchronized Shared line(LineAddress address) {
    lines.values().removeIf(shared -> shared.line.hasEnded());
    Shared shared = lines.get(address.key());
    if (shared == null) {
      boolean tooMany = lines.size() >= MOST_LINES;
      ModbusWire.Opener opener =
          tooMany
              ? () -> {
                throw new ModbusFault(
                    ModbusFault.Kind.FORBIDDEN,
                    "cannot open another line: " + MOST_LINES + " lines are open");
              }
              : () -> wires.open(address);
      LineRules rules =
          address instanceof LineAddress.Serial serial
              ? settings.rules().serial(serial.baudRate())
              : settings.rules();
      shared =
          new Shared(
              address,
              new FieldLine(
                  address.key(),
                  opener,
                  rules,
                  around.clock(),
                  around.nanos(),
                  LockSupport::parkNanos));
      if (!tooMany) {
        lines.put(address.key(), shared);
      }
    }
    return shared;
  }

  @Override
  public CompletionStage<FieldReading> read(FieldServer server) {
    return trial(
        server, (line, unit, point) -> reading(line, point, line.readOnce(unit, point.at()), ""));
  }

  @Override
  public CompletionStage<FieldReading> write(FieldServer server, Object value) {
    return trial(
        server,
        (line, unit, point) -> {
          writable(List.of(point), point.identifier());
          int[] words = UnitPoller.write(line, unit, point, encoded(point, value));
          return reading(line, point, words, point.writeOnly() ? "not read back" : "");
        });
  }

  private interface Trial {
    FieldReading of(FieldLine line, int unit, ModbusPoint point) throws ModbusFault, FieldException;
  }

  private CompletionStage<FieldReading> trial(FieldServer given, Trial trial) {
    List<FieldError> errors = check(given);
    Optional<ModbusServer> server =
        ModbusServer.of(given, settings.pollingMillis()).server().filter(s -> errors.isEmpty());
    if (server.isEmpty() || server.get().devices().size() != 1) {
      String text =
          errors.isEmpty() ? "exactly one device must be given" : errors.get(0).toString();
      return CompletableFuture.failedFuture(new FieldException(FieldException.Cause.REQUEST, text));
    }
    ModbusServer.Unit unit = server.get().devices().get(0);
    ModbusPoint point = unit.points().get(0);
    CompletableFuture<FieldReading> done = new CompletableFuture<>();
    Shared shared = line(server.get().address());
    Optional<String> refusal = clash(server.get(), shared);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(
          new FieldException(FieldException.Cause.FORBIDDEN, refusal.get()));
    }
    Runnable job =
        () -> {
          try {
            shared.line.hurry();
            done.complete(trial.of(shared.line, unit.unit(), point));
          } catch (ModbusFault fault) {
            done.completeExceptionally(exception(fault, point.at().toString(), ""));
          } catch (FieldException e) {
            done.completeExceptionally(e);
          }
        };
    if (!shared.line.offer(job)) {
      done.completeExceptionally(
          new FieldException(
              FieldException.Cause.UNREACHABLE, server.get().address() + " is busy; try again"));
    }
    return done;
  }

  private static FieldReading reading(FieldLine line, ModbusPoint point, int[] words, String more) {
    StringBuilder raw = new StringBuilder();
    for (int word : words) {
      raw.append(raw.isEmpty() ? "" : " ")
          .append(point.at().table().isBits() ? "" + word : String.format("%04X", word));
    }
    Duration roundTrip = line.figures().roundTrip().orElse(Duration.ZERO);
    try {
      return new FieldReading(
          raw.toString(), Optional.of(ValueForm.decode(point, words)), more, roundTrip);
    } catch (UnsuitableValueException e) {
      return new FieldReading(raw.toString(), Optional.empty(), e.getMessage(), roundTrip);
    }
  }

  /** Returns the point of a property if it can be set. */
  static ModbusPoint writable(List<ModbusPoint> points, String identifier) throws FieldException {
    ModbusPoint point =
        points.stream()
            .filter(each -> each.identifier().equals(identifier))
            .findFirst()
            .orElseThrow(
                () ->
                    new FieldException(
                        FieldException.Cause.REQUEST, identifier + ": no such point"));
    if (!point.settable() || point.writeFunction() == 0) {
      String why =
          !point.settable()
              ? "its accessMode is r"
              : point.at().table().isWritable()
                  ? "its writeFunctionCode is 0"
                  : "a point of " + point.at().table().text() + " cannot be written";
      throw new FieldException(FieldException.Cause.REQUEST, identifier + ": " + why);
    }
    return point;
  }

  /** Encodes a value as register words. */
  static int[] encoded(ModbusPoint point, Object value) throws FieldException {
    try {
      return ValueForm.encode(point, value);
    } catch (UnsuitableValueException e) {
      throw new FieldException(
          FieldException.Cause.REQUEST, point.identifier() + ": " + e.getMessage());
    }
  }

  /** Converts a fault to an exception of the channel API. */
  static FieldException exception(ModbusFault fault, String what, String more) {
    FieldException.Cause cause =
        switch (fault.kind()) {
          case REFUSED -> FieldException.Cause.REFUSED;
          case FORBIDDEN -> FieldException.Cause.FORBIDDEN;
          default -> FieldException.Cause.UNREACHABLE;
        };
    return new FieldException(cause, what + ": " + fault.getMessage() + more);
  }
}
