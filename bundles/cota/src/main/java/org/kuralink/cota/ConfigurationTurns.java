/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets only so many sub-devices be configured at once: each has a file in memory, a download and a
 * trial. For the thread of the remote configuration.
 */
final class ConfigurationTurns {

  private final int most;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int going;

  /**
   * Nobody is on yet.
   *
   * @param most how many go on at once
   */
  ConfigurationTurns(int most) {
    this.most = most;
  }

  /** One device's. */
  Turn turn() {
    return new Turn();
  }

  /** A device's turn, which it has from its first job to its last. */
  final class Turn {

    private boolean mine;
    private Runnable task = () -> {};

    private Turn() {}

    /** Does something now, or when the turn has come. */
    void take(Runnable then) {
      if (mine) {
        then.run();
        return;
      }
      task = then;
      if (!waiting.contains(this)) {
        waiting.add(this);
      }
      next();
    }

    /** There is nothing more to do. */
    void giveBack() {
      waiting.remove(this);
      if (mine) {
        mine = false;
        going--;
        next();
      }
    }
  }

  private void next() {
    while (going < most && !waiting.isEmpty()) {
      Turn first = waiting.remove();
      first.mine = true;
      going++;
      first.task.run();
    }
  }
}
