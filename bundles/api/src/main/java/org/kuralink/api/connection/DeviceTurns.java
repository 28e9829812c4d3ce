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
 * Lets only so many devices of a session do at once what costs memory, disk or threads: an update,
 * a configuration. The others wait in the order of their coming. Everything happens on one thread
 * of the owner's, the tasks of turns too.
 */
public final class DeviceTurns {

  private final int most;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int going;
  private int hanging;
  private boolean passingOn;

  /**
   * Nobody is on yet.
   *
   * @param most how many go on at once; at least 1
   */
  public DeviceTurns(int most) {
    this.most = most;
  }

  /** A turn of one device, not taken yet. */
  public Turn turn() {
    return new Turn();
  }

  /** Not from within itself: who has done as soon as he begins leaves the next to the former. */
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

  /** A device's turn, which it takes when it begins and gives back when it has done. */
  public final class Turn {

    private boolean mine;
    private BooleanSupplier wanted = () -> false;
    private Runnable task = () -> {};

    private Turn() {}

    /** Begins now or in turn, whatever happens meanwhile. */
    public boolean take(Runnable begin) {
      return take(() -> true, begin);
    }

    /**
     * Begins now or in turn. Who takes it again while he waits keeps his place with the new task.
     *
     * @param stillWanted asked when the turn has come; if not, another one has it
     * @return whether it has begun
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

    /** Whether it would come at once. */
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

    /** It has done, or need not begin any more. */
    public void giveBack() {
      waiting.remove(this);
      if (mine) {
        mine = false;
        going--;
        next();
      }
    }

    /**
     * Code of others that was given up and does not come back takes the place of a device.
     *
     * @param more 1 for one that was given up, -1 for one that came back after all
     */
    public void hangs(int more) {
      hanging += more;
      next();
    }
  }
}
