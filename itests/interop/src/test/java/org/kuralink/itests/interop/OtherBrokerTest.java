/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.SharedGateway;

/**
 * Tests the bundles of the gateway with a broker that is neither the platform nor the simulator.
 */
class OtherBrokerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Identity DEVICE =
      new Identity("a1OtherBroker", "gateway-1", "secretOfTheGatewayOnTheOtherBrok");

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir private Path data;
  private OtherBroker broker;
  private EmbeddedGateway gateway;
  private CloudSession session;
  private Thing thing;
  private final List<Map<String, Object>> set = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    broker = new OtherBroker(DEVICE);
    gateway = SHARED.on(data);
    PropertySetHandler handler =
        values -> {
          set.add(values);
          return CompletableFuture.completedFuture(Reply.success());
        };
    gateway.register(PropertySetHandler.class, handler, Map.of());
    gateway.configure(
        "org.kuralink.connection",
        "main",
        Map.of(
            "product.key",
            DEVICE.productKey(),
            "device.name",
            DEVICE.deviceName(),
            "device.secret",
            DEVICE.deviceSecret(),
            "transport",
            "tcp",
            "host",
            "127.0.0.1",
            "port",
            broker.port(),
            "reconnect.min.seconds",
            1,
            "reconnect.max.seconds",
            10));
    gateway.configure(
        "org.kuralink.thing",
        "main-thing",
        Map.of("connection", "main", "model.source", "none", "validation", "off"));
    session = gateway.service(CloudSession.class, "(kura.service.pid=main)");
    thing = gateway.service(Thing.class, "(connection=main)");
    awaitOnline();
  }

  @AfterEach
  void stop() {
    SHARED.clear();
    broker.close();
  }

  private void awaitOnline() {
    await("session " + session.status())
        .atMost(PATIENCE)
        .until(() -> session.status().state() == SessionState.ONLINE && broker.isHeard());
  }

  private static PostResult result(CompletionStage<PostResult> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void postsAreAnsweredDurableOrNot() throws Exception {
    int logins = broker.logins();
    try (Responder responder = new Responder(DEVICE, broker.port())) {
      PostResult passing = result(thing.post(PropertyPost.transientPost(Map.of("load", 0.25))));
      PostResult durable = result(thing.post(PropertyPost.durable(Map.of("load", 0.5))));

      assertTrue(passing.isSuccess(), passing::toString);
      assertTrue(durable.isSuccess(), durable::toString);
      assertEquals(2, responder.posts().size());
      assertEquals(
          0.25, responder.posts().get(0).getAsJsonObject("params").get("load").getAsDouble());
      assertEquals(logins, broker.logins());
    }
  }

  @Test
  void aPropertySetReachesItsHandlerAndIsAnswered() throws Exception {
    try (Responder responder = new Responder(DEVICE, broker.port())) {
      responder.set("4711", "{\"interval\": 5}");

      await("reply").atMost(PATIENCE).until(() -> !responder.setReplies().isEmpty());
      JsonObject reply = responder.setReplies().get(0);
      assertEquals("4711", Rest.text(reply, "id"));
      assertTrue(reply.getAsJsonPrimitive("id").isString());
      assertEquals(200, reply.get("code").getAsInt());
      assertEquals(1, set.size());
      assertEquals(5, ((Number) set.get(0).get("interval")).intValue());
    }
  }

  /** Where the broker hangs up once more, the message comes with the next log-in, too. */
  @Test
  void comesBackToABrokerThatHasForgottenEverything() throws Exception {
    broker.shut();
    await("loss").atMost(PATIENCE).until(() -> session.status().state() != SessionState.ONLINE);
    int before = broker.logins();
    thing.post(PropertyPost.durable(Map.of("load", 0.75)));

    broker.open();
    awaitOnline();
    await("the post that waited").atMost(PATIENCE).until(() -> !posts().isEmpty());
    assertTrue(posts().size() <= broker.logins() - before, "once a link");

    try (Responder responder = new Responder(DEVICE, broker.port())) {
      assertTrue(result(thing.post(PropertyPost.durable(Map.of("load", 1.0)))).isSuccess());
      responder.set("after", "{\"interval\": 6}");
      await("reply").atMost(PATIENCE).until(() -> !responder.setReplies().isEmpty());
      assertEquals(session.status().sessions(), broker.logins(), "one log-in each");
      List<String> waited = posts().stream().filter(post -> post.contains("0.75")).toList();
      assertEquals(1, Set.copyOf(waited).size(), "the same message each time");
    }
  }

  private List<String> posts() {
    return broker.published("thing/event/property/post");
  }
}
