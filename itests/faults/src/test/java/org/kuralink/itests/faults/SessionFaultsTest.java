/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;

/** Tests that the gateway survives a platform with every kind of fault. */
class SessionFaultsTest {

  /** The session asks by itself, too: a fault says which replies it is for. */
  private static final String OF_POSTS = "\"replyTopic\":\"thing/event/property/post_reply\"}";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Simulator simulator;
  private PlatformClient platform;
  private EmbeddedGateway gateway;
  private CloudSession session;
  private Thing thing;

  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.start(SimulatorOptions.forTests());
    platform = SampleDevice.platform(simulator);
    startGateway();
  }

  @AfterEach
  void stop() {
    SHARED.clear();
    simulator.close();
  }

  private void startGateway() {
    gateway = SHARED.on(data);
    session = configure(Map.of());
    gateway.configure(
        "org.kuralink.thing", "main", Map.of("connection", "main", "model.source", "none"));
    thing = gateway.service(Thing.class, "(kura.service.pid=main)");
    awaitOnline();
  }

  private CloudSession configure(Map<String, ?> changes) {
    Map<String, Object> properties = SampleDevice.connection(simulator);
    properties.put("keep.alive.seconds", 30);
    properties.put("request.timeout.seconds", 2);
    properties.put("reconnect.min.seconds", 1);
    properties.put("reconnect.max.seconds", 2);
    properties.putAll(changes);
    gateway.configure("org.kuralink.connection", "main", properties);
    // another identity is another session, a moment later
    return await()
        .atMost(LIMIT)
        .until(
            () -> gateway.service(CloudSession.class, "(kura.service.pid=main)"),
            current -> current.identity().productKey().equals(properties.get("product.key")));
  }

  @Test
  void a_topic_that_may_not_be_subscribed_is_named_and_heard_once_it_may() {
    String topic = "/" + SampleDevice.PRODUCT_KEY + "/gateway-01/user/get";
    platform.faults("{\"subscriptions\":\"custom-refused\"}");
    session.subscribe(topic, message -> {});
    SessionFault fault =
        await()
            .atMost(LIMIT)
            .until(() -> session.status().fault(), java.util.Optional::isPresent)
            .orElseThrow();
    assertEquals(SessionFault.Cause.NOT_SUBSCRIBED, fault.cause());
    assertTrue(fault.message().contains(topic), fault.message());
    assertTrue(session.status().isOnline());
  }

  @Test
  void posts_accepted_while_the_broker_is_gone_arrive_once_each_and_in_order() throws Exception {
    platform.stopBroker();
    awaitState(SessionState.WAITING);
    List<CompletableFuture<PostResult>> posts =
        IntStream.range(0, 50).mapToObj(this::post).toList();
    assertTrue(posts.stream().noneMatch(CompletableFuture::isDone));
    platform.startBroker();
    for (CompletableFuture<PostResult> post : posts) {
      assertTrue(post.get(60, TimeUnit.SECONDS).isSuccess());
    }
    assertEquals(IntStream.range(0, 50).boxed().toList(), postedUptimes());
  }

  @Test
  void posts_accepted_before_a_restart_arrive_after_it() {
    platform.stopBroker();
    awaitState(SessionState.WAITING);
    IntStream.range(0, 20).forEach(this::post);
    SHARED.stop();
    platform.startBroker();
    startGateway();
    await().atMost(LIMIT).until(() -> postedUptimes().size() >= 20);
    assertEquals(IntStream.range(0, 20).boxed().toList(), postedUptimes());
  }

  @Test
  void a_link_that_only_looks_open_is_found_within_one_and_a_half_keep_alives() {
    Instant start = Instant.now();
    platform.faults("{\"mute\":true}");
    await().atMost(Duration.ofSeconds(60)).until(() -> !session.status().isOnline());
    Duration took = Duration.between(start, Instant.now());
    assertEquals(SessionFault.Cause.HALF_OPEN, session.status().fault().orElseThrow().cause());
    platform.faults("{}");
    awaitOnline();
    assertTrue(took.toSeconds() <= 47, "took " + took);
  }

  @Test
  void replies_in_reverse_order_and_doubled_find_their_requests() throws Exception {
    platform.faults("{\"reverseReplies\":5,\"duplicateReplies\":true," + OF_POSTS);
    List<CompletableFuture<Reply>> posts = IntStream.range(0, 5).mapToObj(this::request).toList();
    for (CompletableFuture<Reply> post : posts) {
      assertTrue(post.get(30, TimeUnit.SECONDS).isSuccess());
    }
    platform.faults("{}");
    assertTrue(post(6).get(30, TimeUnit.SECONDS).isSuccess());
  }

  @Test
  void a_reply_that_never_comes_fails_that_request_alone() throws Exception {
    platform.faults("{\"dropReplies\":-1," + OF_POSTS);
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> request(1).get(30, TimeUnit.SECONDS));
    assertEquals(LinkException.Reason.NO_REPLY, ((LinkException) failure.getCause()).reason());
    platform.faults("{}");
    assertTrue(post(2).get(30, TimeUnit.SECONDS).isSuccess());
    assertTrue(session.status().isOnline());
  }

  @Test
  void a_reply_with_an_unknown_id_and_a_broken_message_change_nothing() throws Exception {
    String topic =
        "/sys/" + SampleDevice.PRODUCT_KEY + "/gateway-01/thing/event/property/post_reply";
    platform.publish(topic, "{\"id\":\"no-such\",\"code\":200,\"data\":{}}");
    platform.publish(topic, "{\"id\":");
    platform.publish(topic, "[".repeat(5000));
    platform.publish(topic, "\"\\ud800\"");
    assertTrue(post(1).get(30, TimeUnit.SECONDS).isSuccess());
    assertEquals(1, session.status().sessions());
  }

  @Test
  void a_platform_that_accepts_and_kicks_is_recognised_as_an_identity_in_use() {
    platform.faults("{\"kickAfterConnect\":true}");
    platform.kick();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                session.status().fault().map(SessionFault::cause).orElse(null)
                    == SessionFault.Cause.IDENTITY_IN_USE);
    platform.faults("{}");
    awaitOnline();
  }

  @Test
  void a_disabled_device_says_so_and_comes_back_when_it_is_enabled() {
    platform.disable();
    awaitCause(SessionFault.Cause.DEVICE_DISABLED);
    platform.enable();
    awaitOnline();
  }

  @Test
  void a_wrong_secret_is_named_and_a_corrected_one_needs_no_restart() throws Exception {
    platform.changeSecret("another");
    platform.kick();
    awaitCause(SessionFault.Cause.WRONG_SECRET);
    CompletableFuture<PostResult> kept = post(9);
    configure(Map.of("device.secret", "another"));
    awaitOnline();
    assertTrue(kept.get(30, TimeUnit.SECONDS).isSuccess());
  }

  @Test
  void a_wrong_product_key_is_refused_in_words_that_name_it_and_keeps_what_is_queued() {
    platform.stopBroker();
    awaitState(SessionState.WAITING);
    post(1);
    session = configure(Map.of("product.key", "a1Nobody"));
    platform.startBroker();
    awaitCause(SessionFault.Cause.WRONG_SECRET);
    String message = session.status().fault().orElseThrow().message();
    assertTrue(message.contains("product.key"), message);
    session = configure(Map.of());
    awaitOnline();
    await().atMost(LIMIT).until(() -> postedUptimes().equals(List.of(1)));
  }

  @Test
  void a_message_larger_than_the_platform_takes_is_refused_and_the_rest_flows() throws Exception {
    String large = "x".repeat(10 * 1024 * 1024);
    CompletableFuture<PostResult> refused =
        thing.post(PropertyPost.durable(Map.of("location", large))).toCompletableFuture();
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> refused.get(30, TimeUnit.SECONDS));
    assertEquals(LinkException.Reason.TOO_LARGE, ((LinkException) failure.getCause()).reason());
    assertTrue(post(3).get(30, TimeUnit.SECONDS).isSuccess());
    assertEquals(1, session.status().sessions());
  }

  @Test
  void a_setting_that_does_not_concern_the_link_does_not_drop_it() throws Exception {
    configure(Map.of("request.timeout.seconds", 7, "queue.capacity", 5000));
    configure(Map.of("request.timeout.seconds", 8));
    assertTrue(post(4).get(30, TimeUnit.SECONDS).isSuccess());
    assertEquals(1, session.status().sessions());
  }

  private CompletableFuture<PostResult> post(int number) {
    return thing.post(PropertyPost.durable(Map.of("uptime", number))).toCompletableFuture();
  }

  private CompletableFuture<Reply> request(int number) {
    return session
        .link()
        .request(
            "thing.event.property.post",
            JsonText.of("{\"uptime\":" + number + "}"),
            RequestOptions.TRANSIENT)
        .toCompletableFuture();
  }

  private List<Integer> postedUptimes() {
    return platform.posted("uptime").stream()
        .map(value -> value instanceof JsonObject timed ? timed.get("value") : value)
        .map(JsonElement::getAsInt)
        .toList();
  }

  private void awaitOnline() {
    await().atMost(LIMIT).until(() -> session.status().isOnline());
  }

  private void awaitState(SessionState state) {
    await().atMost(LIMIT).until(() -> session.status().state() == state);
  }

  private void awaitCause(SessionFault.Cause cause) {
    await()
        .atMost(LIMIT)
        .until(() -> session.status().fault().map(SessionFault::cause).orElse(null) == cause);
  }
}
