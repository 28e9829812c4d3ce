/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;
import org.kuralink.calls.ComponentThread;

/** Calls of appliers of several devices that share a lane. */
class ForeignCallsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final VirtualTime time = new VirtualTime();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Optional<String>> failures = new ArrayList<>();
  private final ForeignCalls calls =
      new ForeignCalls(
          new ComponentThread("main", "process", time.scheduler(), time.clock(), time::nanoTime),
          name -> this::daemon,
          LIMIT);

  private Thread daemon(Runnable call) {
    Thread fresh = ComponentThread.daemons("foreign code of a test").newThread(call);
    threads.add(fresh);
    return fresh;
  }

  /** The hanging call is abandoned; calls that were never started do not count as failed. */
  @Test
  void aCallBehindAHangingCallIsMadeInOrder() throws InterruptedException {
    Mischief mischief = new Mischief(Mischief.Kind.IS_DEAF);
    calls.call("the deaf", () -> hang(mischief), told -> failures.add(told.failure()));
    for (int i = 0; i < ForeignCalls.MAX_HANGING; i++) {
      calls.call("another", () -> "a value", told -> failures.add(told.failure()));
    }
    time.leap(LIMIT);
    assertEquals(Optional.of("the deaf has not returned within 60 s"), failures.get(0));
    calls.call("the last", () -> "a value", told -> failures.add(told.failure()));
    for (Thread thread : List.copyOf(threads.subList(1, threads.size()))) {
      thread.join();
      time.settle();
    }
    mischief.release();
    assertEquals(ForeignCalls.MAX_HANGING + 2, failures.size());
    assertEquals(1, failures.stream().filter(Optional::isPresent).count());
  }

  private static String hang(Mischief mischief) {
    mischief.happen();
    return "late";
  }
}
