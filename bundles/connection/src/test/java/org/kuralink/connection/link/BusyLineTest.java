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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.line.LineException;
import org.kuralink.connection.FakeTransport;
import org.kuralink.connection.SessionRig;

/** A line that accepts many messages in flight, and refuses one. */
class BusyLineTest {

  private final SessionRig rig = SessionRig.online();

  private List<CompletableFuture<Void>> publish(String... texts) {
    List<CompletableFuture<Void>> stages =
        Stream.of(texts)
            .map(text -> new Message("/pk/dn/user/update", text.getBytes(StandardCharsets.UTF_8)))
            .map(message -> rig.door.publish(message, Delivery.DURABLE).toCompletableFuture())
            .toList();
    rig.time.settle();
    return stages;
  }

  private List<String> sent() {
    return rig.transport().sent.stream()
        .map(one -> new String(one.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void nothingLeavesBeforeAMessageThatTheLineIsTooBusyFor() {
    rig.transport().busyFor.set(1);
    List<CompletableFuture<Void>> stages = publish("1", "2", "3");
    assertEquals(List.of(), sent());
    rig.leap(1);
    assertEquals(List.of("1", "2", "3"), sent(), "once, and in order");
    assertTrue(stages.stream().allMatch(CompletableFuture::isDone));
    assertEquals(0, rig.kept());
  }

  @Test
  void whatLeftBehindAMessageThatIsRefusedLaterLeavesBehindItAgain() {
    rig.transport().acknowledging = false;
    publish("1", "2", "3");
    List<FakeTransport.Sent> first = List.copyOf(rig.transport().sent);
    first.get(0).done().complete(null);
    first.get(1).done().completeExceptionally(LineException.throttled(429, "too many"));
    rig.transport().acknowledging = true;
    rig.leap(6);
    first.get(2).done().complete(null);
    assertEquals(List.of("1", "2", "3", "2", "3"), sent());
    assertEquals(0, rig.kept());
  }
}
