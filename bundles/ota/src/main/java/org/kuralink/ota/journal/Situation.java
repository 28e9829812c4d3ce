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
import org.kuralink.api.ota.UpdateState;
import org.kuralink.ota.wire.Order;

/**
 * All that has to be known after a power cut.
 *
 * @param attempt how often the present step was begun, over restarts
 * @param process in which process it was begun last
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
}
