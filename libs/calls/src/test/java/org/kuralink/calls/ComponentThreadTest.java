/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.time.VirtualTime;

/** Tasks that fail, and tasks that are submitted after the end. */
class ComponentThreadTest {

  private final VirtualTime time = new VirtualTime();
  private final ComponentThread thread =
      new ComponentThread("main", "process", time.scheduler(), time.clock(), time::nanoTime);
  private final List<String> done = new ArrayList<>();

  @Test
  void anErrorInAStepIsSaidAndWhatItLeftIsEnded() {
    thread.afterFault(() -> done.add("ended"));
    try (LoggedLines log = new LoggedLines()) {
      thread.run(
          () -> {
            throw new NoClassDefFoundError("org/kuralink/connection/Gone");
          });
      thread.run(() -> done.add("next"));
      time.settle();
      assertEquals(1, log.with("main: a step failed").size());
    }
    assertEquals(List.of("ended", "next"), done);
  }

  @Test
  void whatComesAfterTheEndIsDropped() {
    ComponentThread ended = ComponentThread.start("kuralink-test-", "ended");
    ended.executor().shutdown();
    assertFalse(ended.run(() -> done.add("at once")));
    assertTrue(ended.later(Duration.ZERO, () -> done.add("later")).isDone());
    assertEquals(List.of(), done);
  }

  @Test
  void itsThreadIsNamedAfterTheComponentAndKeepsNoProcessAlive() {
    Thread made = ComponentThread.daemons("kuralink-test-main").newThread(() -> {});
    assertEquals("kuralink-test-main", made.getName());
    assertTrue(made.isDaemon());
  }
}
