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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.DesiredProperties;
import org.kuralink.api.thing.DesiredValue;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.ServiceCall;
import org.kuralink.api.thing.ServiceHandler;
import org.kuralink.api.thing.ServiceResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;

/**
 * Tests the guarantees of a thing when the platform repeats messages, sends too many, or the
 * gateway restarts.
 */
class ThingFaultsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SERVICE =
      "/sys/" + SampleDevice.PRODUCT_KEY + "/gateway-01/thing/service/anything";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private final List<ServiceCall> calls = new CopyOnWriteArrayList<>();
  private Simulator simulator;
  private PlatformClient platform;
  private EmbeddedGateway gateway;
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
    gateway.register(ServiceHandler.class, this::carryOut, Map.of());
    gateway.configure("org.kuralink.connection", "main", SampleDevice.connection(simulator));
    gateway.configure(
        "org.kuralink.thing", "main", Map.of("connection", "main", "model.source", "none"));
    thing = gateway.service(Thing.class, "(kura.service.pid=main)");
    CloudSession session = gateway.service(CloudSession.class, "(kura.service.pid=main)");
    await().atMost(LIMIT).until(() -> session.status().isOnline());
  }

  private CompletionStage<ServiceResult> carryOut(ServiceCall call) {
    calls.add(call);
    return CompletableFuture.completedFuture(ServiceResult.success(Map.of("count", calls.size())));
  }

  private void call(String id) {
    platform.publish(SERVICE, "{\"id\":\"" + id + "\",\"version\":\"1.0\",\"params\":{\"a\":1}}");
  }

  private List<JsonObject> answers(String id, int count) {
    return await()
        .atMost(LIMIT)
        .until(
            () ->
                platform.sent("/thing/service/anything_reply").stream()
                    .filter(answer -> answer.get("id").getAsString().equals(id))
                    .toList(),
            found -> found.size() == count);
  }

  @Test
  void a_call_that_comes_again_after_a_restart_is_answered_again_and_not_carried_out_again() {
    call("again");
    answers("again", 1);
    call("again");
    answers("again", 2);
    SHARED.stop();
    startGateway();
    call("again");
    List<JsonObject> answers = answers("again", 3);
    for (JsonObject answer : answers) {
      assertEquals(200, answer.get("code").getAsInt());
      assertEquals("{\"count\":1}", answer.get("data").toString());
    }
    call("another");
    answers("another", 1);
    assertEquals(2, calls.size());
  }

  @Test
  void more_values_than_one_message_takes_go_in_several() throws Exception {
    List<PropertyValue> many =
        IntStream.range(0, 450).mapToObj(i -> PropertyValue.of(i, 1524448722000L + i)).toList();
    assertTaken(
        3, thing.post(new BatchPost(Map.of("uptime", many), Map.of(), RequestOptions.DURABLE)));
    List<Map<String, PropertyValue>> moments =
        many.stream().map(value -> Map.of("uptime", value)).toList();
    assertTaken(3, thing.post(new HistoryPost(moments, List.of(), RequestOptions.DURABLE)));
  }

  private static void assertTaken(int messages, CompletionStage<PostResult> post) throws Exception {
    PostResult result = post.toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertEquals(messages, result.replies().size());
    assertTrue(result.isSuccess(), result.toString());
  }

  @Test
  void desires_are_asked_for_and_taken_back_by_their_version() throws Exception {
    platform.change("PUT", "desired", "{\"params\":{\"uptime\":7},\"check\":false}");
    DesiredValue desired = desired().values().get("uptime");
    assertEquals(7L, desired.value());
    clear(desired.version() + 1);
    assertEquals(desired, desired().values().get("uptime"), "another version stays");
    clear(desired.version());
    assertEquals(Map.of(), desired().values());
  }

  private DesiredProperties desired() throws Exception {
    return thing
        .desired(Set.of("uptime", "stranger"))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private void clear(long version) throws Exception {
    assertTrue(
        thing
            .clearDesired(Map.of("uptime", OptionalLong.of(version)))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS)
            .isSuccess());
  }
}
