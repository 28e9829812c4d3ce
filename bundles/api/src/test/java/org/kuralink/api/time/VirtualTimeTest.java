/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

  private final VirtualTime time = new VirtualTime();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsTasksAtTheirTimeAndInOrder() {
    time.scheduler().schedule(() -> note("late"), 10, TimeUnit.SECONDS);
    time.scheduler().schedule(() -> note("early"), 5, TimeUnit.SECONDS);
    time.scheduler().execute(() -> note("now"));
    time.settle();
    assertEquals(List.of("now@0"), ran);
    time.leap(Duration.ofSeconds(20));
    assertEquals(List.of("now@0", "early@5", "late@10"), ran);
    assertEquals(VirtualTime.START.plusSeconds(20), time.clock().instant());
  }

  @Test
  void doesNotRunCancelledTasks() {
    Future<?> task = time.scheduler().schedule(() -> note("never"), 1, TimeUnit.SECONDS);
    assertTrue(task.cancel(false));
    time.leap(Duration.ofSeconds(2));
    assertEquals(List.of(), ran);
    assertEquals(0, time.waiting());
  }

  @Test
  void repeatsPeriodicTasks() {
    time.scheduler().scheduleAtFixedRate(() -> note("tick"), 1, 2, TimeUnit.SECONDS);
    time.leap(Duration.ofSeconds(5));
    assertEquals(List.of("tick@1", "tick@3", "tick@5"), ran);
  }

  private void note(String what) {
    ran.add(what + "@" + Duration.between(VirtualTime.START, time.clock().instant()).toSeconds());
  }
}
