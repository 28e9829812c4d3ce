/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

class WakeupTest {

  private static final Duration SOON = Duration.ofMillis(Wakeup.SOON_MILLIS);

  private final VirtualTime time = new VirtualTime();
  private final List<Long> looks = new ArrayList<>();
  private final Wakeup wakeup =
      new Wakeup(new SessionTime(time.clock(), time::nanoTime, time.scheduler()), this::look);

  private boolean look() {
    looks.add(time.nanoTime());
    return true;
  }

  private void calm() {
    wakeup.now();
    time.settle();
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      wakeup.soon();
    }
  }

  @Test
  void whoAsksWhileNothingIsCalmIsServedAtOnce() {
    wakeup.soon();
    time.settle();
    assertEquals(1, looks.size());
  }

  @Test
  void looksInPassingOnceForAllWhoAskedWhileMuchComesAndThenRests() {
    calm();
    ask(3);
    for (int round = 2; round < 10; round++) {
      time.leap(SOON);
      assertEquals(round, looks.size());
      assertEquals(1, time.waiting(), "set before anybody asked");
      ask(3);
      assertEquals(1, time.waiting());
    }
    time.leap(SOON.multipliedBy(2));
    assertEquals(10, looks.size(), "nobody asked after the last");
    assertEquals(0, time.waiting());
  }

  @Test
  void oneMessageIsWorthOneLook() {
    calm();
    ask(2);
    time.leap(SOON);
    assertEquals(2, looks.size());
    assertEquals(0, time.waiting());
  }

  @Test
  void nobodyWaitsLongerThanAMoment() {
    calm();
    Random random = new Random(815);
    for (int i = 0; i < 10_000; i++) {
      long asked = time.nanoTime();
      ask(random.nextInt(5));
      int before = looks.size();
      wakeup.soon();
      time.leap(SOON);
      assertTrue(looks.size() > before);
      assertTrue(looks.get(before) - asked <= SOON.toNanos());
      time.leap(Duration.ofMillis(random.nextInt(300)));
    }
  }

  @Test
  void lendsOnlyWhileAllIsCalm() {
    assertFalse(wakeup.lend(() -> looks.add(0L)));
    calm();
    assertTrue(wakeup.lend(() -> true));
    assertFalse(wakeup.lend(() -> false), "it has left something to be done");
    assertFalse(wakeup.lend(() -> looks.add(0L)));
    calm();
    wakeup.claim();
    assertFalse(wakeup.lend(() -> looks.add(0L)));
    assertEquals(2, looks.size());
  }

  @Test
  void lendsNothingBeforeTheSessionsThreadHasDoneWhatItWasHanded() {
    calm();
    List<String> done = new ArrayList<>();
    wakeup.later(() -> done.add("handed over"));
    assertFalse(wakeup.lend(() -> done.add("overtaken")));
    calm();
    assertTrue(
        wakeup.lend(
            () -> {
              assertFalse(wakeup.isAwaited());
              wakeup.now();
              assertTrue(wakeup.isAwaited());
              return true;
            }));
    assertFalse(wakeup.lend(() -> done.add("overtaken")));
    assertEquals(List.of("handed over"), done);
  }

  @Test
  void lendsNothingTwiceNorToTheInterrupted() {
    calm();
    wakeup.lend(
        () -> {
          assertFalse(wakeup.lend(() -> looks.add(0L)));
          return true;
        });
    Thread.currentThread().interrupt();
    assertFalse(wakeup.lend(() -> looks.add(0L)));
    assertTrue(Thread.interrupted());
    assertEquals(1, looks.size());
  }

  @Test
  void looksOnceInAWhileForWhatHoldsNothingUpAndAtOnceForWhatMay() {
    wakeup.inAWhile();
    time.settle();
    assertEquals(1, looks.size(), "nothing was calm");
    for (int i = 0; i < 3; i++) {
      wakeup.inAWhile();
      time.leap(Duration.ofMillis(100));
    }
    assertEquals(1, time.waiting());
    time.leap(Duration.ofMillis(Wakeup.WHILE_MILLIS - 300));
    assertEquals(2, looks.size());
    assertEquals(0, time.waiting());
  }

  @Test
  void whoReportsWhileItIsLentWakesNobody() {
    calm();
    wakeup.lend(
        () -> {
          wakeup.inAWhile();
          wakeup.inPassing(Runnable::run, () -> looks.add(0L));
          return true;
        });
    time.settle();
    assertEquals(1, looks.size());
    time.leap(Duration.ofMillis(Wakeup.WHILE_MILLIS));
    assertEquals(2, looks.size());
  }

  @Test
  void lendsForWhatIsReportedWhileThatIsLittleAndElseLooksSoon() {
    calm();
    List<String> done = new ArrayList<>();
    for (int i = 0; i < Wakeup.LITTLE; i++) {
      wakeup.inPassing(Runnable::run, () -> done.add("lent"));
    }
    assertEquals(Wakeup.LITTLE, done.size());
    assertEquals(0, time.waiting());
    wakeup.inPassing(Runnable::run, () -> done.add("one too many"));
    time.leap(SOON);
    assertEquals(2, looks.size());
    wakeup.inPassing(Runnable::run, () -> done.add("lent"));
    assertEquals(Wakeup.LITTLE + 1, done.size());
    assertFalse(done.contains("one too many"));
    wakeup.inPassing(Runnable::run, () -> false);
    time.settle();
    assertEquals(3, looks.size(), "something is left to be done");
  }

  @Test
  void nobodyWaitsForWhatIsLentToAnother() throws Exception {
    calm();
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<Boolean> other =
        CompletableFuture.supplyAsync(
            () ->
                wakeup.lend(
                    () -> {
                      taken.countDown();
                      await(over);
                      return true;
                    }));
    await(taken);
    assertFalse(wakeup.lend(() -> looks.add(0L)));
    over.countDown();
    assertTrue(other.get(1, TimeUnit.MINUTES));
    assertEquals(1, looks.size());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
