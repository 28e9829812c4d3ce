/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does a task on the thread of whoever asks, never twice at once: who asks meanwhile goes on, and
 * it is done once more for him. No lock is held.
 */
public final class OneAtATime implements Runnable {

  private final AtomicInteger asked = new AtomicInteger();
  private final Runnable task;

  /** A task that may be asked for by any thread; must not throw. */
  public OneAtATime(Runnable task) {
    this.task = task;
  }

  @Override
  public void run() {
    if (asked.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      task.run();
      seen = asked.addAndGet(-seen);
    }
  }
}
