/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kuralink.fieldsimulator.NodeFaults.Fault;
import org.kuralink.fieldsimulator.SlaveFaults.Table;
import org.kuralink.fieldsimulator.SlaveFaults.Where;

/** The commands for a running simulator, one per line, from the console or the HTTP interface. */
final class FieldOrders {

  static final String HELP =
      """
      off WHAT            modbus, rtu, opcua: closes all connections and refuses new ones;
                          serial: unplugs the serial cable;
                          the number of a unit: the unit does not answer
      on WHAT             reverses off
      refuse WHAT MILLISECONDS
                          modbus, rtu: off, and on again after this time
      max-connections N   limits the connections to each Modbus port; further ones are closed; 0: no limit
      unit N [table T] [address A[-B]] STEP[; STEP ...]
                          applies one step to each matching request, cyclically;
                          N is a number or all, T holdingRegister, inputRegister, coilStatus or
                          inputStatus; a step is one or more of answer, silent, close, hangup,
                          exception N, delay MILLISECONDS, as-unit N, tid N, extra BYTES,
                          cut BYTES, noise BYTES, flip-bit BYTE, crc-swapped, echo,
                          pieces N, gap MILLISECONDS, needs-silence MILLISECONDS,
                          blackhole MILLISECONDS
      node PATH WHAT      silent, bad STATUS, delay MILLISECONDS, or answer (no fault); a folder
                          stands for all nodes in it
      event [PATH]        raises the event TooHot of the ovens
      silent N, slow N MILLISECONDS, right N
                          short for unit N silent, unit N delay MILLISECONDS, unit N answer
      status              lists the active faults
      exit                stops the simulator (on the console only)
      """;

  private static final int LAST_ADDRESS = 0xFFFF;
  private static final long LONGEST_DELAY = 3_600_000;
  private static final Pattern REFUSE = Pattern.compile("(modbus|rtu)\\s+(\\d{1,9})");
  private static final Pattern UNIT =
      Pattern.compile("(\\S+)(?:\\s+table\\s+(\\S+))?(?:\\s+address\\s+(\\S+))?\\s+(.+)");
  private static final Pattern NODE =
      Pattern.compile("(.+?)\\s+(?:(silent|answer)|bad\\s+(\\S+)|delay\\s+(\\d{1,9}))");

  private final FieldSlave slave;
  private final Supplier<Optional<HallServer>> hall;

  FieldOrders(FieldSlave slave, Supplier<Optional<HallServer>> hall) {
    this.slave = slave;
    this.hall = hall;
  }

  /**
   * Executes a command.
   *
   * @return the resulting state
   * @throws IllegalArgumentException if the command is invalid
   * @throws IOException if the command failed
   */
  synchronized String execute(String line) throws IOException {
    String[] parts = line.strip().split("\\s+", 2);
    String rest = parts.length > 1 ? parts[1] : "";
    return switch (parts[0]) {
      case "" -> "";
      case "help" -> HELP.stripTrailing();
      case "status" -> status();
      case "off" -> switched(rest, false);
      case "on" -> switched(rest, true);
      case "refuse" -> refused(rest);
      case "max-connections" -> most(rest);
      case "silent" -> unit(rest + " silent");
      case "slow" -> unit(rest.replaceFirst("\\s+", " delay "));
      case "right" -> unit(rest + " answer");
      case "unit" -> unit(rest);
      case "node" -> node(rest);
      case "event" -> event(rest);
      default -> throw new IllegalArgumentException("unknown command " + parts[0] + "; see help");
    };
  }

  private String status() {
    List<String> lines = new ArrayList<>(slave.faults().all());
    int most = slave.tcp().guests().most();
    if (most > 0) {
      lines.add("max-connections " + most);
    }
    hall.get()
        .ifPresent(
            server ->
                server
                    .faults()
                    .all()
                    .forEach((path, what) -> lines.add("node " + path + ": " + what)));
    return lines.isEmpty() ? "no faults" : String.join("\n", lines);
  }

  private String switched(String what, boolean on) throws IOException {
    switch (what) {
      case "", "modbus" -> turn(slave.tcp(), on);
      case "rtu" -> turn(rtu(), on);
      case "serial" ->
          slave
              .cable()
              .orElseThrow(
                  () -> new IllegalArgumentException("the simulator was started without --serial"))
              .turn(on);
      case "opcua" -> {
        if (on) {
          server().on();
        } else {
          server().off();
        }
      }
      default -> {
        return unit(what + (on ? " answer" : " silent"));
      }
    }
    return (what.isEmpty() ? "modbus" : what) + (on ? " on" : " off");
  }

  private FieldSlave.Listener rtu() {
    return slave
        .rtu()
        .orElseThrow(
            () -> new IllegalArgumentException("the simulator was started without --rtu-port"));
  }

  private String refused(String rest) throws IOException {
    Matcher order = REFUSE.matcher(rest);
    if (!order.matches() || Long.parseLong(order.group(2)) > LONGEST_DELAY) {
      throw new IllegalArgumentException(
          "refuse needs modbus or rtu, and 0 to " + LONGEST_DELAY + " milliseconds");
    }
    FieldSlave.Listener listener = order.group(1).equals("rtu") ? rtu() : slave.tcp();
    listener.refuse(Long.parseLong(order.group(2)));
    return order.group(1) + " off for " + order.group(2) + " ms";
  }

  private String most(String rest) {
    if (!rest.matches("\\d{1,4}")) {
      throw new IllegalArgumentException("max-connections must be 0 to 9999, not " + rest);
    }
    slave.mostConnections(Integer.parseInt(rest));
    return "max-connections " + rest;
  }

  private static void turn(FieldSlave.Listener listener, boolean on) throws IOException {
    if (on) {
      listener.on();
    } else {
      listener.off();
    }
  }

  private HallServer server() {
    return hall.get()
        .orElseThrow(
            () ->
                new IllegalArgumentException("there is no OPC UA server, or it is still starting"));
  }

  private String unit(String rest) {
    Matcher order = UNIT.matcher(rest);
    if (!order.matches()) {
      throw new IllegalArgumentException("unit needs a number and a step; see help");
    }
    Optional<Integer> unit =
        order.group(1).equals("all") ? Optional.empty() : Optional.of(number(order.group(1)));
    int first = 0;
    int last = LAST_ADDRESS;
    if (order.group(3) != null) {
      String[] range = order.group(3).split("-", 2);
      first = address(range[0]);
      last = range.length > 1 ? address(range[1]) : first;
      if (last < first) {
        throw new IllegalArgumentException("address " + order.group(3) + " is not a range");
      }
    }
    Where where = new Where(unit, Optional.ofNullable(order.group(2)).map(Table::of), first, last);
    List<FaultStep> steps = FaultStep.steps(order.group(4));
    slave.faults().put(where, steps);
    return where + ": " + steps.stream().map(FaultStep::toString).collect(Collectors.joining("; "));
  }

  private int number(String text) {
    for (int unit : slave.units()) {
      if (text.equals(Integer.toString(unit))) {
        return unit;
      }
    }
    throw new IllegalArgumentException("unknown unit " + text + "; the units are " + slave.units());
  }

  private static int address(String text) {
    try {
      int address = Integer.decode(text);
      if (address >= 0 && address <= LAST_ADDRESS) {
        return address;
      }
    } catch (NumberFormatException e) {
      // Rejected below like a number out of range.
    }
    throw new IllegalArgumentException("an address must be 0x0 to 0xFFFF, not " + text);
  }

  private String node(String rest) {
    Matcher order = NODE.matcher(rest);
    if (!order.matches()) {
      throw new IllegalArgumentException("node needs a path and a fault; see help");
    }
    String path = order.group(1).replaceFirst("^/?(Objects/)?", "");
    HallServer server = server();
    if (!server.nodes().contains(path)) {
      throw new IllegalArgumentException("no node " + path + " below Objects");
    }
    Optional<Fault> fault = fault(order);
    server.faults().put(path, fault);
    return "node " + path + ": " + fault.map(Fault::toString).orElse("answer");
  }

  private static Optional<Fault> fault(Matcher order) {
    if (order.group(3) != null) {
      return Optional.of(Fault.bad(order.group(3)));
    }
    if (order.group(4) != null) {
      long millis = Long.parseLong(order.group(4));
      if (millis > LONGEST_DELAY) {
        throw new IllegalArgumentException("delay must be 0 to " + LONGEST_DELAY + " milliseconds");
      }
      return Optional.of(new Fault.Late(millis));
    }
    return order.group(2).equals("silent") ? Optional.of(new Fault.Silent()) : Optional.empty();
  }

  private String event(String path) {
    int fired = server().nodes().fire(path.isEmpty() ? HallNodes.HALL : path);
    if (fired == 0) {
      throw new IllegalArgumentException("unknown oven " + path);
    }
    return fired == 1 ? "1 event" : fired + " events";
  }
}
