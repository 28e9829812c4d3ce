/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What foreign code may do instead of what it should. */
final class Mischief {

  /** The kinds. */
  enum Kind {
    /** An exception that its signature does not have, and which is not about our thread. */
    INTERRUPTED,
    /** An unchecked exception. */
    EXCEPTION,
    /** An error. */
    ERROR,
    /** Does not return until it is interrupted. */
    HANGS,
    /** Does not return, and does not care for interrupts. */
    IS_DEAF
  }

  private final Kind kind;
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private int seen;

  Mischief(Kind kind) {
    this.kind = kind;
  }

  void happen() {
    switch (kind) {
      case INTERRUPTED -> sneak(new InterruptedException("of its own"));
      case EXCEPTION -> throw new IllegalStateException("with a value");
      case ERROR -> throw new NoClassDefFoundError("with a value");
      default -> doNotReturn();
    }
  }

  private void doNotReturn() {
    hanging.incrementAndGet();
    begun.incrementAndGet();
    try {
      if (kind == Kind.HANGS) {
        hang();
      } else {
        hangDeaf();
      }
    } finally {
      hanging.decrementAndGet();
    }
  }

  /** How many wait for it in vain. */
  int hanging() {
    return hanging.get();
  }

  /** Whether one more waits for it in vain since the last question. */
  boolean hasBegunToHang() {
    int now = begun.get();
    boolean more = now > seen;
    seen = now;
    return more;
  }

  /** Lets go whoever hangs. */
  void release() {
    released.countDown();
  }

  private void hang() {
    try {
      released.await();
    } catch (InterruptedException e) {
      sneak(e);
    }
  }

  private void hangDeaf() {
    boolean free = false;
    while (!free) {
      try {
        released.await();
        free = true;
      } catch (InterruptedException e) {
        free = false;
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable e) throws T {
    throw (T) e;
  }
}
