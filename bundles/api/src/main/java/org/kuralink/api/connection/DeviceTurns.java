/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Limits how many devices of a session run an expensive operation (in memory, disk or threads) at
 * the same time: an update or a configuration. Further devices wait in the order of their arrival.
 *
 * <p>Not thread-safe: all calls, and the tasks, run on one thread of the owner's.
 */
public final class DeviceTurns {

  private final int most;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int going;
  private int hanging;
  private boolean passingOn;

  /**
   * Creates a limiter with all its places free.
   *
   * @param most the maximum number of devices at the same time; at least 1
   */
  public DeviceTurns(int most) {
    this.most = most;
  }

  /** Creates the turn of one device; it holds no place yet. */
  public Turn turn() {
    return new Turn();
  }

  /** Not reentrant: if a task ends within its own start, the outer call starts the next one. */
  private void next() {
    if (passingOn) {
      return;
    }
    passingOn = true;
    try {
      while (going + hanging < most && !waiting.isEmpty()) {
        waiting.remove().begin();
      }
    } finally {
      passingOn = false;
    }
  }

  /**
   * The turn of one device. It holds a place from the start of its task until {@link #giveBack}.
   */
  public final class Turn {

    private boolean mine;
    private BooleanSupplier wanted = () -> false;
    private Runnable task = () -> {};

    private Turn() {}

    /**
     * Runs a task now, or as soon as a place is free.
     *
     * @return whether the turn holds a place when the method returns
     */
    public boolean take(Runnable begin) {
      return take(() -> true, begin);
    }

    /**
     * Runs a task now, or as soon as a place is free. A second call while the turn waits replaces
     * the task and keeps the position in the line.
     *
     * @param stillWanted asked when a place is free; if it returns false, the next turn gets the
     *     place
     * @return whether the turn holds a place when the method returns
     */
    public boolean take(BooleanSupplier stillWanted, Runnable begin) {
      if (mine) {
        begin.run();
        return true;
      }
      wanted = stillWanted;
      task = begin;
      if (!waiting.contains(this)) {
        waiting.add(this);
      }
      next();
      return mine;
    }

    /** Returns whether a task would run immediately. */
    public boolean isFree() {
      return mine || (waiting.isEmpty() && going + hanging < most);
    }

    private void begin() {
      if (wanted.getAsBoolean()) {
        mine = true;
        going++;
        task.run();
      }
    }

    /** Releases the place, or removes the turn from the line if it still waits. */
    public void giveBack() {
      waiting.remove(this);
      if (mine) {
        mine = false;
        going--;
        next();
      }
    }

    /**
     * Adjusts the number of abandoned calls to foreign code that have not returned. Each of them
     * occupies a place.
     *
     * @param more 1 for a call that was abandoned, -1 for an abandoned call that returned after all
     */
    public void hangs(int more) {
      hanging += more;
      next();
    }
  }
}
