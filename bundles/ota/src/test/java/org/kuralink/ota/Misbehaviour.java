/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The ways in which foreign code can fail. */
enum Misbehaviour {
  NOTHING,
  INTERRUPTED {
    @Override
    void act(CountDownLatch end) {
      throw sneaky(new InterruptedException("of its own"));
    }
  },
  RUNTIME_EXCEPTION {
    @Override
    void act(CountDownLatch end) {
      throw new IllegalStateException("broken");
    }
  },
  STACK_OVERFLOW {
    @Override
    void act(CountDownLatch end) {
      throw new StackOverflowError();
    }
  },
  NO_CLASS {
    @Override
    void act(CountDownLatch end) {
      throw new NoClassDefFoundError("org/example/Gone");
    }
  },
  HANGS {
    @Override
    void act(CountDownLatch end) {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw sneaky(e);
      }
    }
  },
  HANGS_AND_IS_DEAF {
    @Override
    void act(CountDownLatch end) {
      while (true) {
        try {
          if (end.await(1, TimeUnit.DAYS)) {
            return;
          }
        } catch (InterruptedException ignored) {
          continue;
        }
      }
    }
  };

  /**
   * Does it.
   *
   * @param end of the test, when nothing hangs any more
   */
  void act(CountDownLatch end) {}

  boolean hangs() {
    return this == HANGS || this == HANGS_AND_IS_DEAF;
  }

  /** Throws a checked exception that the method does not declare, as other languages can. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
    throw (E) failure;
  }
}
