/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.kuralink.fieldsimulator.FieldSlave.Fault;

/** The program: starts the devices, and takes faults from its input. */
public final class FieldSimulator {

  private static final String USAGE =
      "Usage: kuralink field-simulator [--modbus-port 1502] [--units 1,2]\n"
          + "Lines that it takes: silent UNIT | slow UNIT MILLISECONDS | right UNIT | off | on |"
          + " exit";

  private final FieldSlave slave;
  private final PrintStream out;

  FieldSimulator(FieldSlave slave, PrintStream out) {
    this.slave = slave;
    this.out = out;
  }

  /** Starts it; ends with its input at {@code exit}, or when it is told to. */
  public static void main(String[] arguments) throws Exception {
    int port = 1502;
    List<Integer> units = List.of(1, 2);
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 < arguments.length && arguments[i].equals("--modbus-port")) {
        port = Integer.parseInt(arguments[i + 1]);
      } else if (i + 1 < arguments.length && arguments[i].equals("--units")) {
        units = numbers(arguments[i + 1]);
      } else {
        System.out.println(USAGE);
        return;
      }
    }
    try (FieldSlave slave = new FieldSlave(port, units)) {
      slave.on();
      System.out.println("modbus slave on 127.0.0.1:" + port + ", units " + units);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      if (!new FieldSimulator(slave, System.out).follow(in)) {
        // Without an input it runs until it is ended.
        new CountDownLatch(1).await();
      }
    }
  }

  private static List<Integer> numbers(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      numbers.add(Integer.parseInt(each.strip()));
    }
    return numbers;
  }

  /** Does what each line says; false if they end without {@code exit}. */
  boolean follow(BufferedReader in) throws IOException, InterruptedException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.strip().split("\\s+");
      if (words[0].equals("exit")) {
        return true;
      }
      try {
        command(words);
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        out.println(USAGE);
      } catch (ExecutionException e) {
        out.println("it did not work: " + e.getCause());
      }
    }
    return false;
  }

  private void command(String[] words) throws ExecutionException, InterruptedException {
    switch (words[0]) {
      case "" -> out.flush();
      case "silent" -> fault(words[1], Optional.of(new Fault(true, 0)));
      case "slow" -> fault(words[1], Optional.of(new Fault(false, Long.parseLong(words[2]))));
      case "right" -> fault(words[1], Optional.empty());
      case "off" -> {
        slave.off();
        out.println("off");
      }
      case "on" -> {
        slave.on();
        out.println("on");
      }
      default -> out.println(USAGE);
    }
  }

  private void fault(String unit, Optional<Fault> fault) {
    slave.fault(Integer.parseInt(unit), fault);
    out.println("unit " + unit + ": " + fault.map(Fault::toString).orElse("right"));
  }
}
