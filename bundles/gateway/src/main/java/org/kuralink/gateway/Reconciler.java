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
 * Does one thing whenever something has changed that it looks at, and never twice at once. It is
 * done by who asks; one who asks while it is being done only sees to it that it is done once more.
 * Any thread may ask.
 */
public final class Reconciler {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final int ENDING_SECONDS = 10;

  private final String name;
  private final Runnable work;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** How often it was asked for and is not done yet; held at more than none until it begins. */
  private final AtomicInteger asked = new AtomicInteger(1);

  /** Waits for the beginning. */
  public Reconciler(String name, Runnable work) {
    this.name = name;
    this.work = work;
  }

  /** Does it for the first time, for all who have asked so far. */
  public void begin() {
    for (int seen = asked.get(); seen > 0; seen = asked.addAndGet(-seen)) {
      try {
        work.run();
      } catch (RuntimeException | LinkageError e) {
        // Also classes that went with their bundle: the end would wait for it in vain.
        LOG.error("{} failed; what was before stays", name, e);
      }
    }
  }

  /** Does it for the last time, or waits, for some seconds, for who does. */
  public void end() {
    again();
    try {
      if (!ended.await(ENDING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} did not end in time", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From within the work: that was the last time. */
  public void ended() {
    ended.countDown();
  }

  /** Something has changed. */
  public void again() {
    if (asked.getAndIncrement() == 0) {
      begin();
    }
  }
}
