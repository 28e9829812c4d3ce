/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The active faults of the slaves by request. The latest command takes precedence. Thread-safe. */
final class SlaveFaults {

  private static final int LAST_ADDRESS = 0xFFFF;

  private final List<Rule> rules = new ArrayList<>();

  /** A table of a slave, named as in a pushed configuration. */
  enum Table {
    COIL("coilStatus", "coilState"),
    DISCRETE("inputStatus", "inputState"),
    HOLDING("holdingRegister", "holdingRegister"),
    INPUT("inputRegister", "inputRegister");

    private final String text;
    private final String other;

    Table(String text, String other) {
      this.text = text;
      this.other = other;
    }

    static Table of(String text) {
      return Arrays.stream(values())
          .filter(each -> each.text.equals(text) || each.other.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "a table must be "
                          + Arrays.stream(values())
                              .map(each -> each.text)
                              .collect(Collectors.joining(", "))
                          + ", not "
                          + text));
    }

    /** Returns the table of a function code; empty for function codes without a table. */
    static Optional<Table> ofFunction(int function) {
      return switch (function) {
        case 1, 5, 15 -> Optional.of(COIL);
        case 2 -> Optional.of(DISCRETE);
        case 3, 6, 16, 22, 23 -> Optional.of(HOLDING);
        case 4 -> Optional.of(INPUT);
        default -> Optional.empty();
      };
    }
  }

  /**
   * Selects requests by unit and address.
   *
   * @param unit the unit; empty for all
   * @param table the table; empty for all
   * @param first the first address
   * @param last the last address
   */
  record Where(Optional<Integer> unit, Optional<Table> table, int first, int last) {

    /** Selects all requests to a unit. */
    static Where unit(int unit) {
      return new Where(Optional.of(unit), Optional.empty(), 0, LAST_ADDRESS);
    }

    private boolean holds(SlaveRequest request) {
      return unit.map(each -> each == request.unit()).orElse(true)
          && table.map(each -> request.table().filter(each::equals).isPresent()).orElse(true)
          && request.address() <= last
          && request.address() + request.quantity() - 1 >= first;
    }

    private boolean contains(Where other) {
      return (unit.isEmpty() || unit.equals(other.unit))
          && (table.isEmpty() || table.equals(other.table))
          && first <= other.first
          && other.last <= last;
    }

    @Override
    public String toString() {
      return unit.map(each -> "unit " + each).orElse("all units")
          + table.map(each -> " table " + each.text).orElse("")
          + (first == 0 && last == LAST_ADDRESS
              ? ""
              : String.format(" address 0x%02X-0x%02X", first, last));
    }
  }

  /** A sequence of steps and the position of the next one. */
  private static final class Rule {

    private final Where where;
    private final List<FaultStep> steps;
    private int next;

    Rule(Where where, List<FaultStep> steps) {
      this.where = where;
      this.steps = steps;
    }

    FaultStep step() {
      FaultStep step = steps.get(next);
      next = (next + 1) % steps.size();
      return step;
    }
  }

  /** Applies one step per request, cyclically; steps without faults remove the former rule. */
  synchronized void put(Where where, List<FaultStep> steps) {
    rules.removeIf(rule -> where.contains(rule.where));
    if (!steps.stream().allMatch(FaultStep::isRight)) {
      rules.add(0, new Rule(where, steps));
    }
  }

  /** Returns the step for this request. */
  synchronized FaultStep step(SlaveRequest request) {
    return rules.stream()
        .filter(rule -> rule.where.holds(request))
        .findFirst()
        .map(Rule::step)
        .orElse(FaultStep.RIGHT);
  }

  /** Returns one line for each active fault. */
  synchronized List<String> all() {
    return rules.stream()
        .map(
            rule ->
                rule.where
                    + ": "
                    + rule.steps.stream()
                        .map(FaultStep::toString)
                        .collect(Collectors.joining("; ")))
        .toList();
  }
}
