/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.thing.Thing;

/** Chapters 4 and 9.5: events in a running session. */
class EventStatementsTest {

  private static final String POST = "/thing/event/overload/post";

  @TempDir static Path data;
  private static Stage stage;
  private static Thing thing;
  private static final List<Map<String, Object>> taken = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    stage.scales();
    stage.connect(Map.of());
    stage
        .gateway()
        .register(
            PropertySetHandler.class,
            values -> {
              taken.add(values);
              return CompletableFuture.completedFuture(Reply.success());
            },
            Map.of());
    thing = stage.thing(Map.of("model.source", "cloud", "validation", "reject"));
    await().atMost(Duration.ofSeconds(30)).until(() -> thing.model().isPresent());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  @Proves({"9.5-20", "9.5-21"})
  void an_event_goes_out_with_its_time_under_its_own_method() throws Exception {
    EventValue event = EventValue.of(Map.of("by", 3.5, "note", "timed"), 1524448722000L);
    PostResult result = post(new EventPost("overload", event, RequestOptions.TRANSIENT));
    assertTrue(result.isSuccess());
    JsonObject sent =
        stage.platform().awaitSent(POST, message -> message.getAsJsonObject("params").has("time"));
    assertEquals("thing.event.overload.post", sent.get("method").getAsString());
    JsonObject params = sent.getAsJsonObject("params");
    assertEquals(1524448722000L, params.get("time").getAsLong());
    assertEquals(3.5, params.getAsJsonObject("value").get("by").getAsDouble());
    assertTrue(held("timed"), stage.platform().events().toString());
  }

  @Test
  @Proves("9.5-22")
  void an_event_without_a_time_goes_out_bare() throws Exception {
    assertTrue(
        post(EventPost.transientPost("overload", Map.of("by", 1.0, "note", "bare"))).isSuccess());
    JsonObject sent =
        stage.platform().awaitSent(POST, message -> message.getAsJsonObject("params").has("note"));
    assertEquals(1.0, sent.getAsJsonObject("params").get("by").getAsDouble());
    assertTrue(held("bare"), stage.platform().events().toString());
  }

  @Test
  @Proves({"P3-1", "P3-2", "P3-4"})
  void what_belongs_to_a_custom_module_is_named_with_it() throws Exception {
    assertTrue(thing.model().orElseThrow().properties().containsKey("Feeder:rate"));
    PostResult result =
        thing
            .post(PropertyPost.transientPost(Map.of("Feeder:rate", 3)))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    assertTrue(result.isSuccess(), result.toString());
    assertEquals(3, stage.platform().property("Feeder:rate").getAsInt());
    assertEquals(200, stage.platform().set("{\"Feeder:rate\":5}").get("code").getAsInt());
    assertTrue(taken.contains(Map.of("Feeder:rate", 5)), taken.toString());
    assertTrue(post(EventPost.transientPost("Feeder:jam", Map.of("note", "jammed"))).isSuccess());
    JsonObject sent = stage.platform().awaitSent("/thing/event/Feeder:jam/post", message -> true);
    assertEquals("thing.event.Feeder:jam.post", sent.get("method").getAsString());
    assertTrue(held("jammed"), stage.platform().events().toString());
  }

  @Test
  @Proves("9.5-23")
  void an_unknown_event_brings_the_platforms_code_to_the_application() throws Exception {
    Thing unchecked = stage.thing(Map.of("model.source", "none", "validation", "off"));
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> thing.model().isEmpty());
      PostResult result =
          unchecked
              .post(EventPost.transientPost("unheardOf", Map.of("by", 1)))
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      assertFalse(result.isSuccess());
      assertEquals(6300, result.replies().get(0).code().value());
    } finally {
      stage.thing(Map.of("model.source", "cloud", "validation", "reject"));
      await().atMost(Duration.ofSeconds(30)).until(() -> thing.model().isPresent());
    }
  }

  @Test
  @Proves("9.5-24")
  void an_output_that_the_model_does_not_allow_is_not_sent() {
    int before = stage.platform().sent(POST).size();
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () ->
                post(EventPost.transientPost("overload", Map.of("by", 101.0, "note", "refused"))));
    RejectedPostException rejected = (RejectedPostException) failure.getCause();
    assertTrue(rejected.getMessage().contains("by"), rejected.getMessage());
    assertFalse(held("refused"));
    assertEquals(before, stage.platform().sent(POST).size());
  }

  @Test
  @Proves("9.5-25")
  void replies_in_any_order_reach_their_own_events() throws Exception {
    stage.platform().faults("{\"reverseReplies\":2,\"replyTopic\":\"overload/post_reply\"}");
    try {
      CompletableFuture<PostResult> good =
          thing
              .post(EventPost.transientPost("overload", Map.of("by", 1.0, "note", "first")))
              .toCompletableFuture();
      CompletableFuture<PostResult> bad =
          thing
              .post(EventPost.transientPost("overload", Map.of("by", 2.0, "note", "second")))
              .toCompletableFuture();
      for (CompletableFuture<PostResult> each : List.of(good, bad)) {
        assertTrue(each.get(30, TimeUnit.SECONDS).isSuccess());
      }
    } finally {
      stage.platform().faults("{}");
    }
  }

  private static boolean held(String note) {
    return stage.platform().events().stream().anyMatch(e -> e.toString().contains(note));
  }

  private static PostResult post(EventPost post) throws Exception {
    return thing.post(post).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
