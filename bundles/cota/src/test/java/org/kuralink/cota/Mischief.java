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

/** The ways in which foreign code can fail. */
final class Mischief {

  /** The kinds. */
  enum Kind {
    /** A checked exception that the signature does not declare. */
    INTERRUPTED,
    /** An unchecked exception. */
    EXCEPTION,
    /** An error. */
    ERROR,
    /** Does not return until it is interrupted. */
    HANGS,
    /** Does not return, and ignores interrupts. */
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

  /** Returns the number of callers that wait in vain. */
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

  /** Releases all hanging calls. */
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
