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

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.log.LoggedLines;

class ReconcilerTest {

  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger doubled = new AtomicInteger();
  private volatile Runnable inside = () -> {};
  private final Reconciler reconciler = new Reconciler("test", () -> alone(done), this::end);

  private void end() {
    alone(ended);
  }

  private void alone(AtomicInteger counted) {
    if (atOnce.incrementAndGet() > 1) {
      doubled.incrementAndGet();
    }
    try {
      counted.incrementAndGet();
      inside.run();
    } finally {
      atOnce.decrementAndGet();
    }
  }

  @AfterEach
  void neverTwiceAtOnce() {
    assertEquals(0, doubled.get());
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
  void whatFailsForGoodHoldsUpNoEnd() {
    for (Error failure :
        List.of(new NoClassDefFoundError("gone"), new OutOfMemoryError("too many threads"))) {
      inside =
          () -> {
            throw failure;
          };
      try (LoggedLines log = new LoggedLines()) {
        reconciler.again();
        reconciler.begin();
        assertEquals(1, log.with(failure.toString()).size());
      }
    }
    inside = () -> {};
    reconciler.end();
    assertEquals(1, ended.get());
  }

  @Test
  void anEndThatFailsIsTheEndAllTheSame() {
    reconciler.begin();
    inside =
        () -> {
          throw new NoClassDefFoundError("gone");
        };
    try (LoggedLines log = new LoggedLines()) {
      reconciler.end();
      assertEquals(1, log.with("NoClassDefFoundError: gone").size());
      assertEquals(List.of(), log.with("in time"));
    }
  }

  @Test
  void theEndWaitsForWhatIsBeingDoneAndNothingIsDoneBehindIt() throws InterruptedException {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    inside =
        () -> {
          if (ended.get() == 0) {
            within.countDown();
            await(goOn);
          }
        };
    Thread worker = new Thread(reconciler::begin);
    worker.start();
    await(within);
    Thread ending = new Thread(reconciler::end);
    ending.start();
    Awaitility.await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);
    assertEquals(0, ended.get());
    goOn.countDown();
    ending.join();
    worker.join();
    reconciler.again();
    reconciler.end();
    assertEquals(1, done.get());
    assertEquals(1, ended.get());
  }
}
