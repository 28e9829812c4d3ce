/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandlerThreadsTest {

  private static final int MOST = 8;

  @Test
  void threadsThatDoNotComeBackAreReplaced() throws InterruptedException {
    HandlerThreads.Pool threads =
        new HandlerThreads.Pool(Thread::new, MOST, MOST, Duration.ofSeconds(1));
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(MOST);
    List<Runnable> stuck = new CopyOnWriteArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Runnable task =
          () -> {
            blocked.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          };
      stuck.add(task);
      threads.execute(task);
    }
    blocked.await();
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    assertThrows(RejectedExecutionException.class, () -> threads.execute(() -> {}));
    stuck.forEach(threads::giveUp);
    threads.execute(() -> ran.complete(true));
    assertTrue(ran.join());
    release.countDown();
    threads.end();
  }

  /** The listener runs while the thread that became free is not idle yet. */
  @Test
  void theListenerCanUseTheFreePlaceAlthoughTheLimitOfAbandonedTasksIsReached() {
    HandlerThreads.Pool threads =
        new HandlerThreads.Pool(Thread::new, 1, 1, Duration.ofSeconds(30));
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> blocked = new CompletableFuture<>();
    Runnable stuck =
        () -> {
          blocked.complete(true);
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    threads.execute(stuck);
    blocked.join();
    threads.giveUp(stuck);
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    AtomicBoolean told = new AtomicBoolean();
    threads.onFree(
        () -> {
          if (!told.getAndSet(true)) {
            try {
              threads.execute(() -> ran.complete(true));
            } catch (RejectedExecutionException e) {
              ran.complete(false);
            }
          }
        });
    threads.execute(() -> {});
    assertTrue(ran.join());
    release.countDown();
    threads.end();
  }

  @Test
  void aWaitingTaskGetsTheFreePlaceFirst() {
    HandlerThreads.Pool threads =
        new HandlerThreads.Pool(Thread::new, 1, 1, Duration.ofSeconds(30));
    CompletableFuture<Void> release = new CompletableFuture<>();
    Runnable stuck = release::join;
    threads.execute(stuck);
    List<String> done = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> last = new CompletableFuture<>();
    threads.executeInTurn(() -> done.add("1"));
    threads.executeInTurn(
        () -> {
          done.add("2");
          last.complete(null);
        });
    assertThrows(RejectedExecutionException.class, () -> threads.execute(() -> done.add("3")));
    threads.giveUp(stuck);
    last.join();
    assertEquals(List.of("1", "2"), done);
    release.complete(null);
    threads.end();
  }

  @Test
  void aWaitingTaskIsRefusedAfterTheEnd() {
    HandlerThreads.Pool threads =
        new HandlerThreads.Pool(Thread::new, 1, 1, Duration.ofSeconds(30));
    threads.end();
    assertThrows(RejectedExecutionException.class, () -> threads.executeInTurn(() -> {}));
    assertThrows(RejectedExecutionException.class, () -> threads.executeInTurn(() -> {}));
  }
}
