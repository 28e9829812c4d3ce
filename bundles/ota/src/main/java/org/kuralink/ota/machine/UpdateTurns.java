/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.machine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Lets only so many updates go on at once: each has a file on the disk and a thread. A call of an
 * installer that was given up and does not end counts as one. Of the thread of the updates.
 */
public final class UpdateTurns {

  private final int most;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int going;
  private int hanging;

  /**
   * Nobody is on yet.
   *
   * @param most how many go on at once
   */
  public UpdateTurns(int most) {
    this.most = most;
  }

  /** One device's. */
  public Turn turn() {
    return new Turn();
  }

  private void next() {
    while (going + hanging < most && !waiting.isEmpty()) {
      waiting.remove().begin();
    }
  }

  /** A device's turn, which it takes when an update begins and gives back when that has ended. */
  public final class Turn {

    private boolean mine;
    private BooleanSupplier wanted = () -> false;
    private Runnable task = () -> {};

    private Turn() {}

    /**
     * Begins now or in turn.
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
      waiting.remove(this);
      waiting.add(this);
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

    /** The update has ended, or need not begin any more. */
    public void giveBack() {
      waiting.remove(this);
      if (mine) {
        mine = false;
        going--;
        next();
      }
    }

    void hangs(int more) {
      hanging += more;
      next();
    }
  }
}
