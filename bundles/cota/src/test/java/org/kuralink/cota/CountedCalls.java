/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.kuralink.api.cota.ConfigurationApplier;

/** Calls of foreign code on threads of their own, while time is virtual. */
final class CountedCalls {

  private static final Duration OVER = Duration.ofSeconds(ConfigurationApplier.LIMIT_SECONDS + 1);

  private final List<Mischief> begun = new CopyOnWriteArrayList<>();
  private final AtomicInteger running = new AtomicInteger();

  Mischief mischief(Mischief.Kind kind) {
    Mischief mischief = new Mischief(kind);
    begun.add(mischief);
    return mischief;
  }

  void release() {
    begun.forEach(Mischief::release);
  }

  /** A thread of its own, whose calls are counted. */
  Thread thread(Runnable call) {
    Thread thread =
        new Thread(
            () -> {
              try {
                call.run();
              } finally {
                running.decrementAndGet();
              }
            },
            "foreign code of a test") {
          @Override
          public void start() {
            running.incrementAndGet();
            super.start();
          }
        };
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Lets time pass, by the second, or over the deadline of whatever hangs; never while a call that
   * does not hang is under way, however long the machine takes for it.
   */
  void until(Gateway gateway, BooleanSupplier condition) {
    await()
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              gateway.time.settle();
              boolean more = isIdle() && begun.stream().anyMatch(Mischief::hasBegunToHang);
              long seconds = more ? OVER.toSeconds() : 1;
              // In steps of a second: a call that starts in between must not miss its deadline
              // before it has run.
              for (long passed = 0; passed < seconds && isIdle(); passed++) {
                gateway.time.leap(Duration.ofSeconds(1));
              }
              return condition.getAsBoolean();
            });
  }

  /** Returns whether no call is in progress, except hanging ones. */
  private boolean isIdle() {
    return running.get() <= begun.stream().mapToInt(Mischief::hanging).sum();
  }
}
