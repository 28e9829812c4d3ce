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

/**
 * Which requests are answered how. What is ordered last counts first. Safe for use by several
 * threads.
 */
final class SlaveFaults {

  private static final int LAST_ADDRESS = 0xFFFF;

  private final List<Rule> rules = new ArrayList<>();

  /** A table of a slave, by the names that a pushed configuration has for it. */
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
                      "a table is "
                          + Arrays.stream(values())
                              .map(each -> each.text)
                              .collect(Collectors.joining(", "))
                          + ", not "
                          + text));
    }

    /** The table that a function of the protocol means; none of those that mean none. */
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
   * Requests for some addresses of a unit.
   *
   * @param unit empty: all
   * @param table empty: all
   * @param first address
   * @param last address
   */
  record Where(Optional<Integer> unit, Optional<Table> table, int first, int last) {

    /** All that a unit is asked. */
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

  /** Steps, and which of them is next. */
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

  /** One step a request, and again from the first; right ones alone end what was there. */
  synchronized void put(Where where, List<FaultStep> steps) {
    rules.removeIf(rule -> where.contains(rule.where));
    if (!steps.stream().allMatch(FaultStep::isRight)) {
      rules.add(0, new Rule(where, steps));
    }
  }

  /** What is done with this request. */
  synchronized FaultStep step(SlaveRequest request) {
    return rules.stream()
        .filter(rule -> rule.where.holds(request))
        .findFirst()
        .map(Rule::step)
        .orElse(FaultStep.RIGHT);
  }

  /** A line for each order that holds. */
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
