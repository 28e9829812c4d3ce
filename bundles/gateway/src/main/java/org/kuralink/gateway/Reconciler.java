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
 * Does one thing whenever something has changed that it looks at, and never twice at once; at last,
 * once and behind all else, it ends. It is done by who asks; one who asks while it is being done
 * only sees to it that it is done once more. Any thread may ask.
 */
public final class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int ENDING_SECONDS = 10;

  private final String name;
  private final Runnable work;
  private final Runnable ending;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** How often it was asked for and is not done yet; held at more than none until it begins. */
  private final AtomicInteger asked = new AtomicInteger(1);

  private volatile boolean last;

  /** Waits for the beginning. */
  public Reconciler(String name, Runnable work, Runnable ending) {
    this.name = name;
    this.work = work;
    this.ending = ending;
  }

  /** Does it for the first time, for all who have asked so far. */
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
      // Also classes that went with their bundle, and threads that there are too many of.
      LOG.error("{} failed; what was before stays", name, e);
    } finally {
      if (atLast) {
        ended.countDown();
      }
    }
  }

  /** Ends, or waits, for some seconds, for who does; nothing is done afterwards. */
  public void end() {
    last = true;
    again();
    try {
      if (!ended.await(ENDING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} did not end in time", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something has changed. */
  public void again() {
    if (asked.getAndIncrement() == 0) {
      begin();
    }
  }
}
