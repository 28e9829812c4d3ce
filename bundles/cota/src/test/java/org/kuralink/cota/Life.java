/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

/** The life of a process: it ends at a chosen step, and nothing happens after that. */
class Life {

  private final long lastStep;
  private long steps;

  Life(long lastStep) {
    this.lastStep = lastStep;
  }

  /** A process that is not killed. */
  static Life whole() {
    return new Life(Long.MAX_VALUE);
  }

  long steps() {
    return steps;
  }

  boolean isOver() {
    return steps >= lastStep;
  }

  void step() {
    if (isOver()) {
      throw new Killed();
    }
    steps++;
  }

  /** kill -9. */
  static final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }
}
