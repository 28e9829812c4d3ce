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

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A timer that one thread sets while another one runs it. */
class AlarmTest {

  private final AtomicInteger rung = new AtomicInteger();
  private final List<Thread> ringing = new ArrayList<>();

  private <T> T twin(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            AlarmTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                method.getName().equals("schedule") ? ringAtOnce((Runnable) args[0]) : true));
  }

  /** Rings on a thread of its own, before whoever has scheduled it goes on. */
  private ScheduledFuture<?> ringAtOnce(Runnable task) {
    Thread thread = new Thread(task, "ringing");
    ringing.add(thread);
    thread.start();
    while (thread.getState() != Thread.State.TERMINATED
        && thread.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    return twin(ScheduledFuture.class);
  }

  @Test
  void whatRingsWhileItIsBeingSetCanBeSetAgain() throws Exception {
    Alarm alarm =
        new Alarm(twin(ScheduledExecutorService.class), System::nanoTime, rung::incrementAndGet);
    for (int times = 1; times <= 3; times++) {
      alarm.after(0);
      for (Thread thread : ringing) {
        thread.join();
      }
      assertEquals(times, rung.get());
      assertFalse(alarm.isSet());
    }
  }
}
