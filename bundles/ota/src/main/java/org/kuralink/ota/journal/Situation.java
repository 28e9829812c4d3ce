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
 * All that has to be known after a power cut.
 *
 * @param attempt how often the present step was begun, over restarts
 * @param process in which run of the process it was begun last, as {@link Run} writes it
 * @param installer the name of the one that was chosen; empty before
 * @param former the version before the update; empty if not known
 * @param outcome known from the moment it is decided
 * @param committed by module, the versions that updates have brought
 * @param handled the last orders that are finished, as {@link Order#delivery} names them
 * @param fetching since when the file is being fetched; empty before
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

  /** Nothing has happened yet. */
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

  /** Copies the collections. */
  public Situation {
    committed = Map.copyOf(committed);
    handled = List.copyOf(handled);
  }

  /** An order begins. */
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

  /** The next state of the same update. */
  public Situation to(UpdateState next) {
    return new Situation(
        next, order, attempt, process, installer, former, outcome, committed, handled, fetching);
  }

  /** The same, begun for the n-th time. */
  public Situation attempt(int n, String inProcess) {
    return new Situation(
        state, order, n, inProcess, installer, former, outcome, committed, handled, fetching);
  }

  /** The same with a file that lies elsewhere. */
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

  /** The same, whose file is being fetched since then. */
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

  /** The same with the installer that was chosen. */
  public Situation by(String name) {
    return new Situation(
        state, order, attempt, process, name, former, outcome, committed, handled, fetching);
  }

  /** The same with an outcome. */
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

  /** The same, in which a module has a new version. */
  public Situation committed(String module, Committed version) {
    Map<String, Committed> versions = new HashMap<>(committed);
    versions.put(module, version);
    return new Situation(
        state, order, attempt, process, installer, former, outcome, versions, handled, fetching);
  }

  /** The update is over. */
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
   * A version that an update has brought.
   *
   * @param configured what was configured then; another value now means that a person knows better
   */
  public record Committed(String version, String configured) {}

  /**
   * How an update ended.
   *
   * @param step 100, or the negative number of a fault
   * @param description for the platform and for people
   */
  public record Outcome(int step, String description) {

    private static final int DONE = 100;

    /** The new version has proved itself. */
    public static Outcome done(String description) {
      return new Outcome(DONE, description);
    }

    /** The former version stays. */
    public static Outcome failed(UpdateFault fault, String description) {
      return new Outcome(fault.step(), description);
    }

    /** Whether the new version is the lasting one. */
    public boolean isDone() {
      return step == DONE;
    }

    /** The same with more to say. */
    public Outcome and(String more) {
      return new Outcome(step, description + "; " + more);
    }
  }

  /**
   * The run of the process in which a step was begun, as the journal keeps it.
   *
   * @param process another text after each start of the process
   * @param stops how often a run was ended in order during the present update
   * @param stopped whether this one was
   */
  public record Run(String process, int stops, boolean stopped) {

    private static final Pattern FORM = Pattern.compile("(.*) #(\\d{1,6})( stopped)?");

    /** Reads what {@link #toString} wrote; any other text is a run that was not ended in order. */
    public static Run of(String text) {
      Matcher form = FORM.matcher(text);
      return form.matches()
          ? new Run(form.group(1), Integer.parseInt(form.group(2)), form.group(3) != null)
          : new Run(text, 0, false);
    }

    /** The same, ended in order. */
    public Run ended() {
      return new Run(process, stops + 1, true);
    }

    @Override
    public String toString() {
      return stops == 0 ? process : process + " #" + stops + (stopped ? " stopped" : "");
    }
  }
}
