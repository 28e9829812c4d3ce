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
 * A task that runs on the thread of the caller, never twice at the same time. A call during a run
 * returns at once; the task then runs once more. No lock is held.
 */
public final class CoalescedTask implements Runnable {

  private final AtomicInteger asked = new AtomicInteger();
  private final Runnable task;

  /** Creates the task; any thread may run it. It must not throw. */
  public CoalescedTask(Runnable task) {
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
