/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ListenerThreadsTest {

  @Test
  void growsByTheListenersThatDoNotReturnAndNoFurtherThanItsBound() throws Exception {
    ListenerThreads threads = new ListenerThreads(Thread::new);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try {
      for (int i = 0; i < 5; i++) {
        threads.execute(() -> awaitQuietly(release));
        threads.oneMore();
      }
      threads.execute(done::countDown);
      assertTrue(done.await(10, TimeUnit.SECONDS));
      for (int i = 0; i < 100; i++) {
        threads.oneMore();
      }
      assertEquals(64, threads.getMaximumPoolSize());
      for (int i = 0; i < 105; i++) {
        threads.oneLess();
      }
      assertEquals(2, threads.getMaximumPoolSize());
    } finally {
      release.countDown();
      threads.shutdown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
