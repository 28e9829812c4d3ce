/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Has the session's thread look at something: at once, or within a moment if nothing depends on it,
 * so that what comes meanwhile costs no change of threads of its own. While there is much to look
 * at, each of these looks sets the next one, so that whoever asks wakes nobody. Any thread may
 * call.
 */
final class Wakeup {

  static final long SOON_MILLIS = 250;

  /** So often is asked for one message alone: when it has arrived, and when it is answered. */
  private static final int FEW = 2;

  private final ScheduledExecutorService session;
  private final Runnable look;
  private final AtomicBoolean now = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicBoolean soon = new AtomicBoolean();
  private volatile boolean calm;

  Wakeup(ScheduledExecutorService session, Runnable look) {
    this.session = session;
    this.look = look;
  }

  /** It looks as soon as it can, once for all who have asked until then. */
  void now() {
    if (now.compareAndSet(false, true)) {
      session.execute(look);
    }
  }

  /** It looks at the latest after {@link #SOON_MILLIS}; at once if that may hold something up. */
  void soon() {
    if (!calm) {
      now();
    } else if (!now.get()) {
      asked.incrementAndGet();
      if (soon.compareAndSet(false, true)) {
        inAMoment();
      }
    }
  }

  private void inAMoment() {
    session.schedule(this::lookInPassing, SOON_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookInPassing() {
    if (asked.get() > FEW) {
      inAMoment();
    } else {
      soon.set(false);
    }
    if (asked.getAndSet(0) > 0) { // who asks from here on is served the next time
      look.run();
    }
  }

  /** It looks: who asks from here on asks for another time. */
  void looks() {
    calm = false;
    now.set(false);
  }

  /** It has looked; whether nothing waits for anything that may be told it. */
  void calm(boolean nothingWaits) {
    calm = nothingWaits;
  }
}
