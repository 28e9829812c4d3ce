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

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.connection.FakeQueue;
import org.kuralink.connection.FakeTransport.Sent;
import org.kuralink.connection.SessionRig;

/** The rate limit, the order of a backlog, and the packing of posts. */
class PaceTest extends PacedStage {
  @Test
  void aBacklogLeavesAtTheRateAndInOrder() {
    rig.lose();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      texts.add("m" + i);
      publish(TOPIC, "m" + i, Delivery.DURABLE);
    }
    reconnect();
    int start = sent(TOPIC).size();
    rig.leap(10);
    assertEquals(200, sent(TOPIC).size() - start, 5);
    rig.leap(60);
    assertEquals(texts, rig.transport().sentOn(TOPIC));
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void livePostsAreHeldToTheRateAndTellWhenTheyAreTooMany() {
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      stages.add(publish(TOPIC, "m" + i, Delivery.TRANSIENT));
    }
    assertEquals(5, sent(TOPIC).size());
    assertEquals(600, pace().waiting());
    assertEquals(LinkException.Reason.BUSY, reasonOf(stages.get(699)));
    rig.leap(10);
    assertEquals(205, sent(TOPIC).size());
    rig.leap(21);
    assertEquals(605, sent(TOPIC).size());
    assertEquals("m604", sent(TOPIC).get(604).text());
    assertEquals(0, pace().waiting());
  }

  @Test
  void aBacklogDrainsBesideLivePosts() {
    for (int i = 0; i < 200; i++) {
      publish(TOPIC, "kept", Delivery.DURABLE);
    }
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < 30; i++) {
        publish(TOPIC, "live", Delivery.TRANSIENT);
      }
      rig.leap(1);
    }
    long kept = sent(TOPIC).stream().filter(one -> one.text().equals("kept")).count();
    assertEquals(50, kept, 7, "a quarter of what leaves");
    assertEquals(200, sent(TOPIC).size(), 7);
  }

  @Test
  void answersAndReportsOfUpdatesDoNotWait() {
    for (int i = 0; i < 400; i++) {
      publish(TOPIC, "kept", Delivery.DURABLE);
      publish(TOPIC, "live", Delivery.TRANSIENT);
    }
    publish("/ota/device/progress/pk/dn", "durable", Delivery.DURABLE);
    publish("/ota/device/inform/pk/dn", "live", Delivery.ACKNOWLEDGED);
    publish("/sys/pk/dn/thing/config/push_reply", "x", Delivery.TRANSIENT);
    publish("/ext/session/pk/dn/combine/login", "x", Delivery.TRANSIENT);
    assertEquals(List.of("durable"), rig.transport().sentOn("/ota/device/progress/pk/dn"));
    assertEquals(1, sent("/ota/device/inform/pk/dn").size());
    assertEquals(1, sent("/sys/pk/dn/thing/config/push_reply").size());
    assertEquals(1, sent("/ext/session/pk/dn/combine/login").size());
  }

  @Test
  void aRequestThatWaitsForItsTurnHasItsDeadlineFromThenOn() {
    for (int i = 0; i < 400; i++) {
      publish(TOPIC, "live", Delivery.TRANSIENT);
    }
    CompletableFuture<Reply> stage = post("{\"a\":1}", RequestOptions.TRANSIENT);
    rig.leap(19);
    assertFalse(stage.isDone());
    assertEquals(0, sent(POST).size());
    rig.leap(1);
    assertEquals(1, sent(POST).size());
    rig.leap(9);
    assertFalse(stage.isDone());
    rig.leap(1);
    assertEquals(LinkException.Reason.NO_REPLY, reasonOf(stage));
  }

  @Test
  void aLostLinkEndsTheWaitOfLivePosts() {
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stages.add(publish(TOPIC, "m" + i, Delivery.TRANSIENT));
    }
    rig.lose();
    assertEquals(LinkException.Reason.OFFLINE, reasonOf(stages.get(9)));
    assertEquals(0, pace().waiting());
    rig.session.close();
    rig.time.settle();
  }

  @Test
  void anotherRateCountsAtOnce() {
    for (int i = 0; i < 100; i++) {
      publish(TOPIC, "m" + i, Delivery.DURABLE);
    }
    rig.configure("uplink.rate", 0);
    assertEquals(100, sent(TOPIC).size());
    assertEquals(1, rig.transports.size());
  }

  @Test
  void propertyPostsThatWaitedLeaveTogetherEachWithItsTimeAndItsOutcome() {
    rig.lose();
    List<CompletableFuture<Reply>> stages = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      stages.add(post("{\"Temperature\":" + i + "}", RequestOptions.DURABLE));
    }
    reconnect();
    assertEquals(5, sent(BATCH).size());
    assertEquals(0, sent(POST).size());
    JsonObject request = json(sent(BATCH).get(0));
    assertEquals("thing.event.property.batch.post", request.get("method").getAsString());
    JsonArray values =
        request
            .getAsJsonObject("params")
            .getAsJsonObject("properties")
            .getAsJsonArray("Temperature");
    assertEquals(PostPacker.MAX_VALUES, values.size());
    assertEquals("{\"value\":7,\"time\":7007}", values.get(7).toString());
    assertEquals(900, rig.queue.records.size(), "kept until the platform has answered");
    sent(BATCH).forEach(batch -> answer(batch, 200, "{}"));
    stages.forEach(stage -> assertEquals(200, stage.join().code().value()));
    assertTrue(rig.queue.records.isEmpty());
    assertEquals(900, pace().packed());
  }

  @Test
  void valuesThatHaveATimeKeepItAndOrderIsKeptAroundOtherMessages() {
    rig.lose();
    post("{\"a\":{\"value\":1,\"time\":5}}", RequestOptions.DURABLE);
    post("{\"a\":{\"value\":2},\"b\":{\"x\":1}}", RequestOptions.DURABLE);
    publish(TOPIC, "between", Delivery.DURABLE);
    post("{\"a\":3}", RequestOptions.DURABLE);
    reconnect();
    assertEquals(
        List.of(BATCH, TOPIC, POST), rig.transport().sent.stream().map(Sent::topic).toList());
    assertEquals(
        "{\"properties\":{\"a\":[{\"value\":1,\"time\":5},{\"value\":2,\"time\":1001}],"
            + "\"b\":[{\"value\":{\"x\":1},\"time\":1001}]},\"events\":{}}",
        json(sent(BATCH).get(0)).getAsJsonObject("params").toString());
  }

  @Test
  void noPackIsLargerThanThePlatformTakes() {
    rig.lose();
    String large = "\"" + "x".repeat(100_000) + "\"";
    for (int i = 0; i < 5; i++) {
      post("{\"Text\":" + large + "}", RequestOptions.DURABLE);
    }
    reconnect();
    assertEquals(List.of(2, 2), sizes());
    assertTrue(sent(BATCH).stream().allMatch(one -> one.payload().length <= Wire.MAX_PAYLOAD));
    assertEquals(1, sent(POST).size());
  }

  private List<Integer> sizes() {
    return sent(BATCH).stream()
        .map(one -> json(one).getAsJsonObject("params").getAsJsonObject("properties"))
        .map(properties -> properties.getAsJsonArray("Text").size())
        .toList();
  }

  @Test
  void aPackThatIsRefusedIsSentOneByOneSoThatEachHasItsOwnOutcome() {
    rig.lose();
    CompletableFuture<Reply> good = post("{\"a\":1}", RequestOptions.DURABLE);
    CompletableFuture<Reply> bad = post("{\"a\":-1}", RequestOptions.DURABLE);
    reconnect();
    answer(sent(BATCH).get(0), 460, "{}");
    assertFalse(good.isDone());
    assertEquals(2, sent(POST).size());
    answer(sent(POST).get(0), 200, "{}");
    answer(sent(POST).get(1), 460, "{}");
    assertEquals(200, good.join().code().value());
    assertEquals(460, bad.join().code().value());
    assertEquals(0, rig.kept());
  }

  @Test
  void aReplyOnAnotherTopicThanThatOfThePackCountsForNothing() {
    rig.lose();
    CompletableFuture<Reply> one = post("{\"a\":1}", RequestOptions.DURABLE);
    post("{\"a\":2}", RequestOptions.DURABLE);
    reconnect();
    Sent batch = sent(BATCH).get(0);
    String id = json(batch).get("id").getAsString();
    for (String topic : List.of(POST, "/sys/pk/dn/thing/event/property/history/post")) {
      rig.transport().deliver(topic + "_reply", "{\"id\":\"" + id + "\",\"code\":200}");
    }
    rig.time.settle();
    assertFalse(one.isDone());
    assertEquals(2, rig.queue.records.size());
    answer(batch, 200, "{}");
    assertTrue(one.join().isSuccess() && rig.queue.records.isEmpty());
  }

  @Test
  void whatOfAPackWasNotTakenIsToldToTheOneThatPostedIt() {
    rig.lose();
    CompletableFuture<Reply> good = post("{\"a\":1}", RequestOptions.DURABLE);
    CompletableFuture<Reply> bad = post("{\"b\":1}", RequestOptions.DURABLE);
    CompletableFuture<Reply> twice = post("{\"c\":1}", RequestOptions.DURABLE);
    CompletableFuture<Reply> again = post("{\"c\":-1}", RequestOptions.DURABLE);
    reconnect();
    answer(sent(BATCH).get(0), 200, "{\"b\":\"not in the model\",\"c\":\"too small\"}");
    assertEquals("{}", good.join().data().toString());
    assertEquals("{\"b\":\"not in the model\"}", bad.join().data().toString());
    assertEquals(2, sent(POST).size(), "which of the two it was is asked");
    answer(sent(POST).get(0), 200, "{}");
    answer(sent(POST).get(1), 200, "{\"c\":\"too small\"}");
    assertEquals("{}", twice.join().data().toString());
    assertEquals("{\"c\":\"too small\"}", again.join().data().toString());
  }

  @Test
  void aKilledProcessSendsAgainWhatWasNotAnswered() {
    post("{\"a\":1}", RequestOptions.DURABLE);
    FakeQueue left = rig.queue;
    SessionRig next = new SessionRig();
    next.queue = left;
    next.configure();
    next.accept();
    assertEquals(1, next.transport().sentOn(POST).size());
    assertTrue(next.transport().subscribed.stream().anyMatch(f -> f.contains(POST + "_reply")));
    next.leap(11);
    assertTrue(left.records.isEmpty(), "the platform has it, and says no more");
  }

  @Test
  void aPlatformThatDoesNotReplyHoldsUpNothing() {
    for (int i = 0; i < 40; i++) {
      post("{\"a\":" + i + "}", RequestOptions.DURABLE);
      rig.leap(1);
    }
    assertEquals(40, sent(POST).size());
    rig.leap(10);
    assertTrue(rig.queue.records.isEmpty());
  }

  @Test
  void anOrderlyEndDoesNotSendTwiceWhatThePlatformHas() {
    post("{\"a\":1}", RequestOptions.DURABLE);
    rig.session.close();
    rig.time.settle();
    assertTrue(rig.queue.records.isEmpty());
  }
}
