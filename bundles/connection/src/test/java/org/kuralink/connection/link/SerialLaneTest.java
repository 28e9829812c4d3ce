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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

class SerialLaneTest {

  private final VirtualTime time = new VirtualTime();
  private final SerialLane lane = new SerialLane(time.scheduler(), 3);
  private final List<String> done = new ArrayList<>();

  private boolean offer(String task) {
    return lane.offer(() -> done.add(task));
  }

  @Test
  void keepsTheOrderAndItsBound() {
    assertTrue(offer("a") && offer("b") && offer("c"));
    assertFalse(offer("d"));
    lane.execute(() -> done.add("here and now"));
    time.settle();
    assertEquals(List.of("here and now", "a", "b", "c"), done);
    assertTrue(offer("e"));
  }

  @Test
  void goesOnAfterATaskThatThrows() {
    lane.offer(
        () -> {
          throw new IllegalStateException("bad task");
        });
    offer("a");
    time.settle();
    assertEquals(List.of("a"), done);
  }

  @Test
  void aTaskMayWaitForOneBehindIt() throws Exception {
    SessionTime session = new SessionTime(time.clock(), time::nanoTime, time.scheduler());
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      SerialLane replies = new SerialLane(pool, 10).impatient(session);
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch told = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      replies.execute(
          () -> {
            begun.countDown();
            awaitQuietly(told);
            end.countDown();
          });
      begun.await();
      replies.execute(told::countDown);
      time.leap(Duration.ofSeconds(1));
      assertEquals(1, told.getCount(), "in their order, for a while");
      time.leap(Duration.ofSeconds(1));
      assertTrue(end.await(10, TimeUnit.SECONDS));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aLaneThatWasIdleIsNotTakenForHeldUp() {
    SessionTime session = new SessionTime(time.clock(), time::nanoTime, time.scheduler());
    List<Runnable> pool = new ArrayList<>();
    SerialLane replies = new SerialLane(pool::add, 10).impatient(session);
    for (String task : List.of("a", "b", "c")) {
      time.leap(Duration.ofSeconds(3));
      replies.execute(() -> done.add(task));
      replies.execute(() -> done.add("behind " + task));
      assertEquals(1, pool.size(), "one after the other on one thread");
      pool.remove(0).run();
    }
    assertEquals(List.of("a", "behind a", "b", "behind b", "c", "behind c"), done);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void goesOnAfterATaskWhoseClassesAreGone() {
    lane.offer(
        () -> {
          throw new NoClassDefFoundError("of a bundle that is being replaced");
        });
    offer("a");
    time.settle();
    offer("b");
    time.settle();
    assertEquals(List.of("a", "b"), done);
  }

  @Test
  void waitsUntilNoReasonHoldsIt() {
    lane.hold("one");
    lane.hold("two");
    offer("a");
    lane.release("one");
    time.settle();
    assertTrue(done.isEmpty());
    lane.release("two");
    time.settle();
    assertEquals(List.of("a"), done);
  }

  @Test
  void triesAgainFirstWhatWasPutBack() {
    lane.offer(
        () -> {
          lane.hold("not now");
          lane.putBack(() -> done.add("a"));
        });
    offer("b");
    time.settle();
    assertTrue(done.isEmpty());
    lane.release("not now");
    time.settle();
    assertEquals(List.of("a", "b"), done);
  }

  @Test
  void forgetsItsWorkWhenThePoolIsShut() {
    time.scheduler().shutdown();
    assertTrue(offer("a"));
    time.settle();
    assertTrue(done.isEmpty());
  }

  @Test
  void whatALaneThatHandsOnWakesGoesOnWithItsThreadOnceItHasRunDry() {
    List<Runnable> threads = new ArrayList<>();
    Executor pool = threads::add;
    SerialLane first = new SerialLane(pool, 10).handingOn();
    SerialLane woken = new SerialLane(pool, 10);
    first.offer(() -> woken.offer(() -> done.add("woken")));
    threads.remove(0).run();
    assertEquals(List.of("woken"), done);
    assertTrue(threads.isEmpty(), "without a thread of its own");
    first.offer(() -> done.add("first again"));
    woken.offer(() -> done.add("woken again"));
    assertEquals(2, threads.size(), "both are through");
  }

  @Test
  void whatALaneThatHandsOnWakesDoesNotWaitForItsOtherTasks() {
    List<Runnable> threads = new ArrayList<>();
    Executor pool = threads::add;
    SerialLane first = new SerialLane(pool, 10).handingOn();
    SerialLane woken = new SerialLane(pool, 10);
    SerialLane another = new SerialLane(pool, 10);
    first.offer(
        () -> {
          woken.offer(() -> done.add("woken"));
          another.offer(() -> done.add("another"));
        });
    first.offer(() -> done.add("first"));
    threads.remove(0).run();
    assertEquals(List.of("first"), done);
    assertEquals(2, threads.size(), "each has a thread of its own");
    threads.forEach(Runnable::run);
    assertEquals(List.of("first", "woken", "another"), done);
  }

  @Test
  void aLaneThatHandsOnLeavesThoseOfAnotherPoolAlone() {
    List<Runnable> others = new ArrayList<>();
    SerialLane first = new SerialLane(time.scheduler(), 10).handingOn();
    SerialLane woken = new SerialLane(others::add, 10);
    first.offer(() -> woken.offer(() -> done.add("woken")));
    time.settle();
    assertEquals(List.of(), done);
    others.forEach(Runnable::run);
    assertEquals(List.of("woken"), done);
  }

  @Test
  void aTaskThatBlocksHoldsUpNoOtherLane() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch other = new CountDownLatch(1);
      new SerialLane(pool, 10)
          .offer(
              () -> {
                blocked.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      assertTrue(blocked.await(10, TimeUnit.SECONDS));
      new SerialLane(pool, 10).offer(other::countDown);
      assertTrue(other.await(10, TimeUnit.SECONDS));
      release.countDown();
    } finally {
      pool.shutdownNow();
    }
  }
}
