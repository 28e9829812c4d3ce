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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.standalone.embedded.SharedGateway;

/** Tests that queued messages are sent at a rate that the platform accepts. */
class PaceStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(SHARED, data);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  @Proves({"A2.4-20", "A2.4-21"})
  void a_backlog_of_900_posts_and_live_ones_reach_the_platform_whole() throws Exception {
    CloudSession session =
        stage.connect(Map.of("reconnect.min.seconds", 1, "reconnect.max.seconds", 1));
    stage.simulator().broker().stop().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    await().atMost(LIMIT).until(() -> !session.status().isOnline());
    List<CompletableFuture<Reply>> posts = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      posts.add(
          session
              .link()
              .request(
                  "thing.event.property.post",
                  JsonText.of("{\"uptime\":" + i + "}"),
                  RequestOptions.DURABLE.within(LIMIT))
              .toCompletableFuture());
    }
    byte[] payload = "1".getBytes(StandardCharsets.UTF_8);
    String topic = "/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/user/update";
    List<CompletableFuture<Void>> raw = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      raw.add(session.publish(new Message(topic, payload), Delivery.DURABLE).toCompletableFuture());
    }
    // anybody's connection may have been given its port meanwhile, as the number it comes from
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              stage.simulator().broker().start().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
              return stage.simulator().broker().running();
            });
    for (CompletableFuture<Reply> post : posts) {
      assertTrue(post.get(LIMIT.toSeconds(), TimeUnit.SECONDS).isSuccess());
    }
    for (CompletableFuture<Void> one : raw) {
      one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertEquals(
        0,
        stage
            .simulator()
            .journal()
            .recent(1000, message -> message.note().contains("dropped"))
            .size());
    assertEquals(900, session.status().queue().pace().packed());
  }

  @Test
  @Proves("A2.4-22")
  void a_reply_429_slows_the_sender_down_and_a_durable_post_is_sent_again() throws Exception {
    CloudSession session = stage.connect(Map.of());
    stage.platform().faults("{\"replyCode\":429,\"replyTopic\":\"property/post_reply\"}");
    CompletableFuture<Reply> post =
        session
            .link()
            .request(
                "thing.event.property.post",
                JsonText.of("{\"uptime\":1}"),
                RequestOptions.DURABLE.within(LIMIT))
            .toCompletableFuture();
    await().atMost(LIMIT).until(() -> session.status().queue().pace().throttled() > 0);
    assertTrue(session.status().queue().pace().slowed());
    assertFalse(post.isDone());
    assertEquals(1, session.status().queue().messages());
    stage.platform().faults("{}");
    assertTrue(post.get(LIMIT.toSeconds(), TimeUnit.SECONDS).isSuccess());
    await().atMost(LIMIT).until(() -> session.status().queue().messages() == 0);
    assertEquals(
        2,
        stage
            .simulator()
            .journal()
            .recent(1000, message -> message.topic().endsWith("/thing/event/property/post"))
            .size());
  }
}
