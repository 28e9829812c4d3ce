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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.time.VirtualTime;

class ListenerLanesTest {

  private final VirtualTime time = new VirtualTime();
  private final List<String> heard = new ArrayList<>();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  private ListenerLanes.Group<Runnable> quick() {
    return new ListenerLanes(time.scheduler()::execute, time.scheduler(), time::nanoTime).group();
  }

  @Test
  void oneThatThrowsAnythingIsNoReasonForTheOthers() {
    ListenerLanes.Group<Runnable> group = quick();
    group.add(
        () -> {
          throw new StackOverflowError();
        });
    group.add(() -> ListenerLanesTest.<RuntimeException>raise(new InterruptedException("its own")));
    group.add(() -> heard.add("last"));
    group.tell(Runnable::run);
    group.tell(Runnable::run);
    time.settle();
    assertEquals(List.of("last", "last"), heard);
    assertEquals(0, time.waiting());
  }

  @SuppressWarnings("unchecked")
  private static <T extends Exception> void raise(Exception e) throws T {
    throw (T) e;
  }

  @Test
  void theLastNewsIsToldThoughNobodyWatchesAnyMore() {
    VirtualTime over = new VirtualTime();
    over.scheduler().shutdown();
    ListenerLanes.Group<Runnable> group =
        new ListenerLanes(time.scheduler()::execute, over.scheduler(), time::nanoTime).group();
    group.add(() -> heard.add("closed"));
    group.tell(Runnable::run);
    time.settle();
    assertEquals(List.of("closed"), heard);
  }

  @Test
  void oneThatLeftHearsNothingMore() {
    ListenerLanes.Group<Runnable> group = quick();
    Registration registration = group.add(() -> heard.add("gone"));
    registration.close();
    registration.close();
    group.tell(Runnable::run);
    time.settle();
    assertTrue(heard.isEmpty() && group.isEmpty());
  }

  @Test
  void oneThatNeverReturnsIsNamedReplacedAndHoldsUpNobody() throws Exception {
    CountDownLatch changes = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    ListenerLanes.Threads threads =
        new ListenerLanes.Threads() {
          @Override
          public void execute(Runnable work) {
            pool.execute(work);
          }

          @Override
          public void oneMore() {
            changes.countDown();
          }

          @Override
          public void oneLess() {
            back.countDown();
          }
        };
    ListenerLanes lanes = new ListenerLanes(threads, time.scheduler(), time::nanoTime);
    ListenerLanes.Group<Runnable> group = lanes.group();
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    group.add(
        () -> {
          stuck.countDown();
          awaitQuietly(release);
        });
    group.add(other::countDown);
    group.tell(Runnable::run);
    assertTrue(stuck.await(10, TimeUnit.SECONDS));
    assertTrue(other.await(10, TimeUnit.SECONDS));
    time.leap(Duration.ofSeconds(2 * ListenerLanes.LIMIT_SECONDS));
    assertTrue(changes.await(10, TimeUnit.SECONDS));
    release.countDown();
    assertTrue(back.await(10, TimeUnit.SECONDS));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
