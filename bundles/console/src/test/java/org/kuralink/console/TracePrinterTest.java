/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.Message;

class TracePrinterTest {

  private final FakeCloudSession session = new FakeCloudSession();
  private final List<String> out = new ArrayList<>();

  @Test
  void messagesOfBothDirectionsAreShown() {
    show(
        () -> {
          session.publish(message("/up", "{\"a\":1}"), Delivery.TRANSIENT);
          session.deliver("/down", "{}".getBytes(StandardCharsets.UTF_8));
        });

    assertEquals(List.of("> /up {\"a\":1}", "< /down {}"), out.subList(1, out.size()));
  }

  @Test
  void whatATerminalWouldCarryOutIsWrittenOut() {
    show(() -> session.deliver("/a\u001b[2J", "\n< /forged {}".getBytes(StandardCharsets.UTF_8)));

    assertEquals(List.of("< /a\\u001b[2J \\n< /forged {}"), out.subList(1, out.size()));
  }

  @Test
  void removesItsListenerAfterTheTime() {
    show(() -> {});
    int before = out.size();

    session.publish(message("/late", "{}"), Delivery.TRANSIENT);

    assertEquals(before, out.size());
  }

  @Test
  void whatDoesNotFitIsCounted() {
    show(
        () -> {
          for (int i = 0; i < TracePrinter.CAPACITY + 7; i++) {
            session.publish(message("/up", "{}"), Delivery.TRANSIENT);
          }
        });

    assertEquals(
        "7 more messages were not shown, because they arrived too fast", out.get(out.size() - 1));
    assertEquals(TracePrinter.CAPACITY + 2, out.size());
  }

  @Test
  void interruptEndsTheTraceAndRemainsSet() {
    Thread.currentThread().interrupt();

    new TracePrinter(out::add, System::nanoTime).show(Map.of("main", session), Duration.ofDays(1));

    assertTrue(Thread.interrupted());
  }

  @Test
  void reportsThatThereIsNoSession() {
    new TracePrinter(out::add, System::nanoTime).show(Map.of(), Duration.ofSeconds(1));

    assertEquals(List.of("no session: no instance of org.kuralink.connection is configured"), out);
  }

  /** A clock that runs the traffic at the first reading and lets the time expire at the second. */
  private void show(Runnable traffic) {
    LongSupplier clock =
        new LongSupplier() {
          private boolean isOver;

          @Override
          public long getAsLong() {
            if (!isOver) {
              isOver = true;
              traffic.run();
              return 0;
            }
            return Duration.ofSeconds(2).toNanos();
          }
        };
    new TracePrinter(out::add, clock).show(Map.of("main", session), Duration.ofSeconds(1));
  }

  private static Message message(String topic, String text) {
    return new Message(topic, text.getBytes(StandardCharsets.UTF_8));
  }
}
