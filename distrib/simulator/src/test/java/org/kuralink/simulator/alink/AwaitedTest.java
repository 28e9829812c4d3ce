/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.simulator.registry.DeviceKey;

class AwaitedTest {

  private final List<String> events = new ArrayList<>();

  /** Whatever time there is is over at once. */
  private final ScheduledThreadPoolExecutor hurried =
      new ScheduledThreadPoolExecutor(0) {
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
          events.add("over");
          task.run();
          return super.schedule(() -> {}, delay, unit);
        }
      };

  private static Awaited.Question question() {
    return new Awaited.Question(
        new DeviceKey("a1Awaited01", "device"),
        "1",
        "set",
        "set_reply#1",
        new JsonObject(),
        new byte[0],
        1);
  }

  @Test
  void whatIsCalledUnansweredWasSent() {
    Awaited awaited = new Awaited();
    var result = awaited.expect(question(), 1, hurried, () -> events.add("sent"));
    hurried.shutdownNow();
    assertEquals(CommandResult.TIMEOUT, result.join().status());
    assertEquals(List.of("sent", "over"), events);
  }

  @Test
  void anAnswerThatComesWhileItIsSentIsTaken() {
    Awaited awaited = new Awaited();
    byte[] reply = "{\"id\":\"1\",\"code\":200}".getBytes(UTF_8);
    var result =
        awaited.expect(
            question(), 1, hurried, () -> awaited.answered(question().key(), "set_reply", reply));
    hurried.shutdownNow();
    assertEquals(CommandResult.REPLIED, result.join().status());
  }
}
