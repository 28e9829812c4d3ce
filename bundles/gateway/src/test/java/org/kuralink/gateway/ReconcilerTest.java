/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kuralink.api.log.LoggedLines;

class ReconcilerTest {

  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private Runnable inside = () -> {};
  private final Reconciler reconciler = new Reconciler("test", this::work);

  private void work() {
    assertEquals(1, atOnce.incrementAndGet());
    done.incrementAndGet();
    inside.run();
    atOnce.decrementAndGet();
  }

  @Test
  void whatIsAskedForBeforeTheBeginningIsDoneWithIt() {
    reconciler.again();
    reconciler.again();
    assertEquals(0, done.get());
    reconciler.begin();
    assertEquals(1, done.get());
    reconciler.again();
    assertEquals(2, done.get());
  }

  @Test
  void whatIsAskedForMeanwhileIsDoneOnceMoreByWhoIsAtIt() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(2);
    inside =
        () -> {
          if (done.get() == 1) {
            for (int i = 0; i < 2; i++) {
              new Thread(
                      () -> {
                        reconciler.again();
                        asked.countDown();
                      })
                  .start();
            }
            await(asked);
          }
        };
    reconciler.begin();
    assertEquals(2, done.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertEquals(true, latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneFailureIsToldAndTheNextTimeIsAnotherOne() {
    inside =
        () -> {
          atOnce.decrementAndGet();
          throw new IllegalStateException("for once");
        };
    try (LoggedLines log = new LoggedLines()) {
      reconciler.begin();
      assertEquals(1, log.with("for once").size());
    }
    inside = () -> {};
    reconciler.again();
    assertEquals(2, done.get());
  }

  @Test
  void aClassThatWentWithItsBundleHoldsNothingUp() {
    inside =
        () -> {
          atOnce.decrementAndGet();
          throw new NoClassDefFoundError("gone");
        };
    try (LoggedLines log = new LoggedLines()) {
      reconciler.begin();
      assertEquals(1, log.with("NoClassDefFoundError: gone").size());
    }
    inside = reconciler::ended;
    reconciler.end();
    assertEquals(2, done.get());
  }
}
