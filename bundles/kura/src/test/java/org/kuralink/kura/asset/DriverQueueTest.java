/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

class DriverQueueTest {

  private final VirtualTime time = new VirtualTime();
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final DriverQueue lane = new DriverQueue("boiler", threads::add, time.scheduler());

  private CompletableFuture<String> call(String word) {
    return lane.call(
        () -> {
          done.add(word);
          return word;
        },
        10);
  }

  private static String failure(CompletableFuture<?> call) {
    return assertThrows(CompletionException.class, call::join).getCause().getMessage();
  }

  @Test
  void callsAreMadeOneAfterAnotherInTheirOrder() {
    CompletableFuture<String> first = call("first");
    CompletableFuture<String> second = call("second");
    assertEquals(1, threads.size());
    threads.poll().run();
    assertEquals("first", first.join());
    assertFalse(second.isDone());
    threads.poll().run();
    assertEquals("second", second.join());
    assertEquals(0, time.waiting());
  }

  @Test
  void whoeverWaitsTooLongFailsAndIsNotCalledAnyMore() {
    CompletableFuture<String> stuck = call("stuck");
    CompletableFuture<String> waiting = call("waiting");
    Runnable work = threads.poll();
    time.leap(Duration.ofSeconds(10));
    assertTrue(failure(stuck).contains("did not answer within 10 s"));
    assertTrue(failure(waiting).contains("did not answer within 10 s"));
    assertTrue(failure(call("more")).contains("has not returned from an earlier call"));
    work.run();
    assertEquals(List.of(), done);
    call("again");
    threads.poll().run();
    assertEquals(List.of("again"), done);
  }

  @Test
  void aPollGivesWayToWhatIsUnderWay() {
    assertTrue(lane.callIfIdle(() -> "one", 10).isPresent());
    assertEquals(Optional.empty(), lane.callIfIdle(() -> "two", 10));
    threads.poll().run();
    assertTrue(lane.callIfIdle(() -> "three", 10).isPresent());
  }

  @Test
  void moreThanCanWaitIsRefusedAndSoIsWhatFindsNoThread() {
    for (int i = 0; i <= DriverQueue.MOST; i++) {
      call("x");
    }
    assertTrue(failure(call("one too many")).contains("wait"));
    DriverQueue full =
        new DriverQueue(
            "boiler",
            task -> {
              throw new RejectedExecutionException();
            },
            time.scheduler());
    assertTrue(failure(full.call(() -> "x", 10)).contains("too many"));
    assertTrue(failure(full.call(() -> "x", 10)).contains("too many"));
  }

  @Test
  void whatTheDriverThrowsIsTheAnswer() {
    CompletableFuture<String> call =
        lane.call(
            () -> {
              throw new NoClassDefFoundError("driver");
            },
            10);
    threads.poll().run();
    assertEquals("driver", failure(call));
  }

  @Test
  void whoDoesNotComeBackIsInterruptedWhenTheAssetGoes() throws Exception {
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      DriverQueue real = new DriverQueue("boiler", pool, time.scheduler());
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch interrupted = new CountDownLatch(1);
      CompletableFuture<String> stuck =
          real.call(
              () -> {
                inside.countDown();
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                }
                return "";
              },
              10);
      assertTrue(inside.await(10, TimeUnit.SECONDS));
      CountDownLatch last = new CountDownLatch(1);
      real.close(last::countDown);
      assertTrue(failure(stuck).contains("has gone"));
      assertTrue(interrupted.await(10, TimeUnit.SECONDS));
      assertTrue(last.await(10, TimeUnit.SECONDS));
      assertTrue(failure(real.call(() -> "x", 10)).contains("has gone"));
    } finally {
      pool.shutdownNow();
    }
  }
}
