/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.wire.Order;

/**
 * The recorded state of a device's updates: everything that is needed after a power cut.
 *
 * @param attempt the number of attempts of the present step, over restarts
 * @param process the run of the process in which it was begun last, as {@link Run} writes it
 * @param installer the name of the selected installer; empty before the selection
 * @param former the version before the update; empty if not known
 * @param outcome the result; empty until it is decided
 * @param committed the versions that updates have installed, by module
 * @param handled the last finished orders, as {@link Order#delivery} names them
 * @param fetching the start of the download; empty before
 */
public record Situation(
    UpdateState state,
    Optional<Order> order,
    int attempt,
    String process,
    String installer,
    String former,
    Optional<Outcome> outcome,
    Map<String, Committed> committed,
    List<String> handled,
    Optional<Instant> fetching) {

  private static final int HANDLED = 16;

  /** The situation before the first update. */
  public static final Situation INITIAL =
      new Situation(
          UpdateState.IDLE,
          Optional.empty(),
          0,
          "",
          "",
          "",
          Optional.empty(),
          Map.of(),
          List.of(),
          Optional.empty());

  /** Makes the collections immutable. */
  public Situation {
    committed = Map.copyOf(committed);
    handled = List.copyOf(handled);
  }

  /** Returns the situation at the start of an order. */
  public Situation begin(Order taken, String formerVersion, String inProcess) {
    return new Situation(
        UpdateState.DOWNLOADING,
        Optional.of(taken),
        1,
        inProcess,
        "",
        formerVersion,
        Optional.empty(),
        committed,
        handled,
        Optional.empty());
  }

  /** Returns the same update in another state. */
  public Situation to(UpdateState next) {
    return new Situation(
        next, order, attempt, process, installer, former, outcome, committed, handled, fetching);
  }

  /** Returns the same step at its n-th attempt. */
  public Situation attempt(int n, String inProcess) {
    return new Situation(
        state, order, n, inProcess, installer, former, outcome, committed, handled, fetching);
  }

  /** Returns the same update with another address of the file. */
  public Situation with(Order moved) {
    return new Situation(
        state,
        Optional.of(moved),
        attempt,
        process,
        installer,
        former,
        outcome,
        committed,
        handled,
        fetching);
  }

  /** Returns the same update with the start time of the download. */
  public Situation fetching(Instant since) {
    return new Situation(
        state,
        order,
        attempt,
        process,
        installer,
        former,
        outcome,
        committed,
        handled,
        Optional.of(since));
  }

  /** Returns the same update with the selected installer. */
  public Situation by(String name) {
    return new Situation(
        state, order, attempt, process, name, former, outcome, committed, handled, fetching);
  }

  /** Returns the same update with its outcome. */
  public Situation with(Outcome decided) {
    return new Situation(
        state,
        order,
        attempt,
        process,
        installer,
        former,
        Optional.of(decided),
        committed,
        handled,
        fetching);
  }

  /** Returns the same situation with a committed version of a module. */
  public Situation committed(String module, Committed version) {
    Map<String, Committed> versions = new HashMap<>(committed);
    versions.put(module, version);
    return new Situation(
        state, order, attempt, process, installer, former, outcome, versions, handled, fetching);
  }

  /** Returns the situation after the end of the update. */
  public Situation end() {
    List<String> orders = new ArrayList<>(handled);
    order.map(Order::delivery).ifPresent(orders::add);
    List<String> last = orders.subList(Math.max(0, orders.size() - HANDLED), orders.size());
    return new Situation(
        UpdateState.IDLE,
        Optional.empty(),
        0,
        "",
        "",
        "",
        Optional.empty(),
        committed,
        last,
        Optional.empty());
  }

  /**
   * A version that an update has installed.
   *
   * @param configured the version that was configured then; if it has changed since, the
   *     configuration takes precedence
   */
  public record Committed(String version, String configured) {}

  /**
   * The result of an update.
   *
   * @param step 100, or the negative number of a fault
   * @param description for the platform and the operator
   */
  public record Outcome(int step, String description) {

    private static final int DONE = 100;

    /** Returns the outcome of an update whose new version is committed. */
    public static Outcome done(String description) {
      return new Outcome(DONE, description);
    }

    /** Returns the outcome of an update that failed. */
    public static Outcome failed(UpdateFault fault, String description) {
      return new Outcome(fault.step(), description);
    }

    /** Returns whether the new version is committed. */
    public boolean isDone() {
      return step == DONE;
    }

    /** Returns the same outcome with a longer description. */
    public Outcome and(String more) {
      return new Outcome(step, description + "; " + more);
    }
  }

  /**
   * The run of the process in which a step was begun, as the journal keeps it.
   *
   * @param process an identifier that differs for each start of the process
   * @param stops the number of orderly stops during the present update
   * @param stopped whether this run was stopped in order
   */
  public record Run(String process, int stops, boolean stopped) {

    private static final Pattern FORM = Pattern.compile("(.*) #(\\d{1,6})( stopped)?");

    /** Parses the output of {@link #toString}; any other text is a run without an orderly stop. */
    public static Run of(String text) {
      Matcher form = FORM.matcher(text);
      return form.matches()
          ? new Run(form.group(1), Integer.parseInt(form.group(2)), form.group(3) != null)
          : new Run(text, 0, false);
    }

    /** Returns the same run, stopped in order. */
    public Run ended() {
      return new Run(process, stops + 1, true);
    }

    @Override
    public String toString() {
      return stops == 0 ? process : process + " #" + stops + (stopped ? " stopped" : "");
    }
  }
}
