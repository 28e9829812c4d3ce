/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs after each change, never twice at the same time, and a final task that runs once
 * after all others. The task runs on the thread of the caller; a call during a run returns at once,
 * and the task runs once more. Any thread may call.
 */
public final class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int ENDING_SECONDS = 10;

  private final String name;
  private final Runnable work;
  private final Runnable ending;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * The number of requests that are not done yet; starts at one, so that nothing runs before begin.
   */
  private final AtomicInteger asked = new AtomicInteger(1);

  private volatile boolean last;

  /** Creates a reconciler that waits for {@link #begin}. */
  public Reconciler(String name, Runnable work, Runnable ending) {
    this.name = name;
    this.work = work;
    this.ending = ending;
  }

  /** Runs the task for the first time. */
  public void begin() {
    for (int seen = asked.get(); seen > 0; seen = asked.addAndGet(-seen)) {
      once(last);
    }
  }

  private void once(boolean atLast) {
    try {
      if (!atLast) {
        work.run();
      } else if (ended.getCount() > 0) {
        ending.run();
      }
    } catch (RuntimeException | Error e) {
      // Errors as well: missing classes of a stopped bundle, or too many threads.
      LOG.error("{}: a change could not be applied; the previous state stays", name, e);
    } finally {
      if (atLast) {
        ended.countDown();
      }
    }
  }

  /**
   * Runs the final task, or waits up to 10 s for another thread that does; nothing runs after it.
   */
  public void end() {
    last = true;
    again();
    try {
      if (!ended.await(ENDING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{}: did not stop in time", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the task again, because something has changed. */
  public void again() {
    if (asked.getAndIncrement() == 0) {
      begin();
    }
  }
}
