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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;

/** Messages with reply 429 are sent again later, and the rate is reduced. */
class ThrottlingTest extends PacedStage {

  @Test
  void aDurablePostThatIsOneTooManyStaysAndIsSentAgain() {
    CompletableFuture<Reply> stage = post("{\"a\":1}", RequestOptions.DURABLE);
    assertEquals(1, rig.queue.records.size(), "not gone with its PUBACK");
    answer(sent(POST).get(0), 429, "{}");
    rig.leap(4);
    assertFalse(stage.isDone());
    assertEquals(1, sent(POST).size());
    assertEquals(1, rig.queue.records.size());
    assertTrue(pace().slowed());
    assertEquals(1, pace().throttled());
    rig.leap(1);
    assertEquals(2, sent(POST).size());
    rig.leap(9);
    answer(sent(POST).get(1), 200, "{}");
    assertEquals(200, stage.join().code().value());
    assertEquals(0, rig.kept());
  }

  @Test
  void whatComesBehindAPostThatIsOneTooManyWaitsSoThatTheyKeepTheirOrder() {
    CompletableFuture<Reply> first = post("{\"a\":1}", RequestOptions.DURABLE);
    CompletableFuture<Reply> second = post("{\"a\":2}", RequestOptions.DURABLE);
    answer(sent(POST).get(0), 429, "{}");
    rig.leap(2);
    answer(sent(POST).get(1), 429, "{}");
    CompletableFuture<Reply> third = post("{\"a\":3}", RequestOptions.DURABLE);
    assertEquals(2, sent(POST).size(), "the third has not passed them");
    rig.leap(3);
    assertEquals(3, sent(POST).size(), "the first goes again, and nothing else");
    rig.leap(5);
    assertEquals("{\"a\":1}", json(sent(POST).get(2)).get("params").toString());
    String both = sent(BATCH).get(0).text();
    assertTrue(both.indexOf("\"value\":2") < both.indexOf("\"value\":3"), both);
    answer(sent(POST).get(2), 200, "{}");
    answer(sent(BATCH).get(0), 200, "{}");
    assertTrue(first.join().isSuccess() && second.join().isSuccess() && third.join().isSuccess());
    assertEquals(0, rig.kept());
  }

  @Test
  void aPackThatIsOneTooManyIsSentAgainToo() {
    rig.lose();
    CompletableFuture<Reply> one = post("{\"a\":1}", RequestOptions.DURABLE);
    CompletableFuture<Reply> two = post("{\"a\":2}", RequestOptions.DURABLE);
    reconnect();
    answer(sent(BATCH).get(0), 429, "{}");
    rig.leap(5);
    assertEquals(2, sent(BATCH).size());
    answer(sent(BATCH).get(1), 200, "{}");
    assertTrue(one.join().isSuccess() && two.join().isSuccess());
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void aLivePostThatIsOneTooManySlowsDownAndIsTheCallersToRepeat() {
    CompletableFuture<Reply> stage = post("{\"a\":1}", RequestOptions.TRANSIENT);
    answer(sent(POST).get(0), 429, "{}");
    assertEquals(429, stage.join().code().value());
    assertTrue(pace().slowed());
  }
}
