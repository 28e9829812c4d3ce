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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowStatus;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;
import org.osgi.framework.BundleException;

/**
 * Tests the guarantees of a shadow when answers are lost or repeated, a handler blocks, or its
 * bundle is replaced.
 */
class ShadowFaultsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String GET = "/shadow/get/" + SampleDevice.PRODUCT_KEY + "/gateway-01";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private final List<Map<String, ShadowAttribute>> calls = new CopyOnWriteArrayList<>();
  private Simulator simulator;
  private PlatformClient platform;
  private EmbeddedGateway gateway;

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
    gateway.register(DesiredStateHandler.class, this::carryOut, Map.of());
    gateway.configure("org.kuralink.connection", "main", SampleDevice.connection(simulator));
    gateway.configure(
        "org.kuralink.shadow", "main", Map.of("connection", "main", "timeout.seconds", 1));
  }

  private Shadow shadow() {
    Shadow shadow = gateway.service(Shadow.class, "(kura.service.pid=main)");
    await("in step")
        .atMost(LIMIT)
        .until(() -> shadow.status().state() == ShadowStatus.State.SYNCHRONISED);
    return shadow;
  }

  private CompletionStage<Map<String, Object>> carryOut(Map<String, ShadowAttribute> attributes) {
    calls.add(attributes);
    Map<String, Object> taken = new HashMap<>();
    attributes.forEach((name, attribute) -> taken.put(name, attribute.value()));
    return CompletableFuture.completedFuture(taken);
  }

  private void desire(String attributes) {
    platform.change("PATCH", "shadow", "{\"state\":{\"desired\":" + attributes + "}}");
  }

  private void awaitState(String state) {
    await("the platform's shadow")
        .atMost(LIMIT)
        .until(() -> JsonParser.parseString(state).equals(platform.held("shadow").get("state")));
  }

  private static long done(CompletionStage<Long> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void an_answer_that_is_lost_puts_nothing_out_of_step() throws Exception {
    Shadow shadow = shadow();
    platform.faults("{\"dropReplies\":1,\"replyTopic\":\"/shadow/get/\"}");
    ExecutionException lost =
        assertThrows(ExecutionException.class, () -> done(shadow.report(Map.of("a", 1))));
    assertEquals(
        LinkException.Reason.NO_REPLY,
        assertInstanceOf(LinkException.class, lost.getCause()).reason());
    assertEquals(2, done(shadow.report(Map.of("b", List.of(1, 2)))));
    awaitState("{\"reported\":{\"a\":1,\"b\":[1,2]}}");
    assertEquals(2, shadow.status().document().orElseThrow().reported().size());
  }

  @Test
  void answers_that_come_twice_confirm_once() throws Exception {
    Shadow shadow = shadow();
    platform.faults("{\"duplicateReplies\":true,\"replyTopic\":\"/shadow/get/\"}");
    for (int i = 1; i <= 20; i++) {
      assertEquals(i, done(shadow.report(Map.of("n", i))));
    }
    awaitState("{\"reported\":{\"n\":20}}");
  }

  @Test
  void what_is_desired_while_the_bundle_is_replaced_is_carried_out_on_the_same_session()
      throws BundleException {
    shadow();
    JsonObject before = platform.session();
    gateway.bundle("org.kuralink.shadow").stop();
    desire("{\"color\":\"green\"}");
    assertEquals(List.of(), calls);
    gateway.bundle("org.kuralink.shadow").start();
    awaitState("{\"reported\":{\"color\":\"green\"}}");
    assertEquals(1, calls.size());
    assertEquals(before.get("remote"), platform.session().get("remote"));
    assertTrue(before.has("remote"), before.toString());
  }

  @Test
  void after_a_restart_nothing_is_done_twice_and_an_old_control_is_known_to_be_old()
      throws IOException {
    shadow();
    desire("{\"color\":\"green\"}");
    awaitState("{\"reported\":{\"color\":\"green\"}}");
    SHARED.stop();
    Path file = data.resolve("main").resolve("shadow-version.json");
    assertEquals(
        3,
        JsonParser.parseString(Files.readString(file))
            .getAsJsonObject()
            .get("version")
            .getAsLong());
    startGateway();
    shadow();
    platform.publish(
        GET,
        "{\"method\":\"control\",\"payload\":{\"state\":{\"desired\":{\"color\":\"stale\"}}},\"version\":3}");
    desire("{\"color\":\"blue\"}");
    awaitState("{\"reported\":{\"color\":\"blue\"}}");
    assertEquals(
        List.of("green", "blue"), calls.stream().map(call -> call.get("color").value()).toList());
  }

  @Test
  void a_handler_that_never_returns_keeps_nothing_else_from_being_done() {
    shadow();
    CompletableFuture<Map<String, Object>> never = new CompletableFuture<>();
    gateway.register(
        DesiredStateHandler.class,
        attributes -> CompletableFuture.completedFuture(never.join()),
        Map.of(DesiredStateHandler.ATTRIBUTES, "door"));
    try {
      desire("{\"door\":\"open\",\"color\":\"green\"}");
      await()
          .atMost(LIMIT)
          .until(() -> platform.held("shadow").toString().contains("\"color\":\"green\"}"));
      desire("{\"light\":1}");
      await().atMost(LIMIT).until(() -> calls.stream().anyMatch(call -> call.containsKey("light")));
    } finally {
      never.complete(Map.of());
    }
  }
}
