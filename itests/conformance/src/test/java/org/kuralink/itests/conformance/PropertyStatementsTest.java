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

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.DesiredProperties;
import org.kuralink.api.thing.DesiredValue;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.Thing;

/** Chapters 4, 9.5, 9.9 and 9.12: properties and the thing model in a running session. */
class PropertyStatementsTest {

  private static final String POST = "/thing/event/property/post";
  private static final List<Map<String, Object>> taken = new CopyOnWriteArrayList<>();

  @TempDir static Path data;
  private static Stage stage;
  private static Thing thing;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    stage.connect(Map.of());
    stage
        .gateway()
        .register(
            PropertySetHandler.class,
            values -> {
              if ("fail".equals(values.get("location"))) {
                throw new IllegalStateException("asked to fail");
              }
              taken.add(values);
              return CompletableFuture.completedFuture(Reply.success());
            },
            Map.of());
    thing = stage.thing(Map.of("model.source", "cloud", "validation", "warn"));
    await().atMost(Duration.ofSeconds(30)).until(() -> thing.model().isPresent());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  @Proves({"9.5-1", "9.5-2", "9.5-4"})
  void a_post_goes_out_with_its_envelope_and_gets_its_own_reply() throws Exception {
    PostResult result = post(PropertyPost.transientPost(Map.of("cpuLoad", 41.5)));
    JsonObject sent = stage.platform().awaitSent(POST, message -> params(message).has("cpuLoad"));
    assertTrue(result.isSuccess());
    assertTrue(sent.get("id").getAsString().matches("[0-9]+"));
    assertEquals("1.0", sent.get("version").getAsString());
    assertEquals("thing.event.property.post", sent.get("method").getAsString());
    assertEquals(41.5, params(sent).get("cpuLoad").getAsDouble());
    assertEquals(41.5, stage.platform().property("cpuLoad").getAsDouble());
  }

  @Test
  @Proves("9.5-3")
  void a_value_with_its_time_goes_out_as_value_and_time() throws Exception {
    post(
        new PropertyPost(
            Map.of("memoryUsed", PropertyValue.of(50.25, 1524448722000L)),
            RequestOptions.TRANSIENT));
    JsonObject sent =
        stage.platform().awaitSent(POST, message -> params(message).has("memoryUsed"));
    JsonObject value = params(sent).getAsJsonObject("memoryUsed");
    assertEquals(50.25, value.get("value").getAsDouble());
    assertEquals(1524448722000L, value.get("time").getAsLong());
  }

  @Test
  @Proves("9.5-5")
  void more_than_two_hundred_properties_go_out_in_several_messages() throws Exception {
    Map<String, Object> many = new LinkedHashMap<>();
    for (int i = 0; i < 450; i++) {
      many.put("extra" + i, i);
    }
    PostResult result = post(PropertyPost.transientPost(many));
    List<JsonObject> sent =
        stage.platform().sent(POST).stream()
            .filter(
                message -> params(message).keySet().stream().anyMatch(k -> k.startsWith("extra")))
            .toList();
    assertEquals(3, result.replies().size());
    assertTrue(sent.stream().allMatch(message -> params(message).size() <= 200));
    assertEquals(
        many.keySet(),
        sent.stream().flatMap(m -> params(m).keySet().stream()).collect(Collectors.toSet()));
  }

  @Test
  @Proves({"9.5-7", "9.5-8", "9.12-1"})
  void a_set_is_taken_in_the_type_of_the_model_and_answered() {
    JsonObject answer = stage.platform().set("{\"reportInterval\":\"30\"}");
    assertEquals("replied", answer.get("status").getAsString());
    assertEquals(200, answer.get("code").getAsInt());
    assertTrue(taken.contains(Map.of("reportInterval", 30)), taken.toString());
  }

  @Test
  @Proves("9.12-3")
  void a_set_with_wrong_parameters_is_answered_with_460_and_changes_nothing() {
    stage.thing(Map.of("model.source", "cloud", "validation", "reject"));
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> codeOfSet("{\"reportInterval\":4000}") == 460);
      int before = taken.size();
      assertEquals(460, codeOfSet("{\"reportInterval\":4000}"));
      assertEquals(460, codeOfSet("{\"cpuLoad\":1}"));
      assertEquals(460, codeOfSet("{\"indicator\":1,\"mode\":7}"));
      assertEquals(before, taken.size());
    } finally {
      stage.thing(Map.of("model.source", "cloud", "validation", "warn"));
    }
  }

  private static int codeOfSet(String params) {
    return stage.platform().set(params).get("code").getAsInt();
  }

  @Test
  @Proves("9.5-10")
  void what_a_reply_of_success_names_in_its_data_was_not_taken() throws Exception {
    PostResult result =
        post(PropertyPost.transientPost(Map.of("unheardOf", 1, "memoryTotal", 2048.0)));
    assertEquals(200, result.replies().get(0).code().value());
    assertEquals(Map.of("unheardOf", "tsl parse: params not exist"), result.refused());
    assertFalse(result.isSuccess());
    assertEquals(2048.0, stage.platform().property("memoryTotal").getAsDouble());
  }

  @Test
  @Proves("9.5-11")
  void a_set_without_params_is_answered_with_460() {
    String topic = "/sys/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME;
    stage
        .platform()
        .publish(
            topic + "/thing/service/property/set",
            "{\"id\":\"bare-1\",\"version\":\"1.0.0\",\"method\":\"thing.service.property.set\"}");
    JsonObject reply =
        stage
            .platform()
            .awaitSent(
                "/thing/service/property/set_reply",
                message -> message.get("id").getAsString().equals("bare-1"));
    assertEquals(460, reply.get("code").getAsInt());
  }

  @Test
  @Proves("9.12-2")
  void a_handler_that_fails_is_answered_for_with_400() {
    assertEquals(400, stage.platform().set("{\"location\":\"fail\"}").get("code").getAsInt());
  }

  @Test
  @Proves("9.5-9")
  void a_get_is_answered_with_the_values_by_name() throws Exception {
    post(PropertyPost.transientPost(Map.of("uptime", 77)));
    JsonObject answer = stage.platform().get(List.of("uptime"));
    assertEquals(200, answer.get("code").getAsInt());
    assertEquals(77, answer.getAsJsonObject("data").get("uptime").getAsInt());
  }

  @Test
  @Proves("9.9-1")
  void the_thing_model_is_asked_for_with_empty_params() {
    JsonObject sent = stage.platform().awaitSent("/thing/dsltemplate/get", message -> true);
    assertEquals("thing.dsltemplate.get", sent.get("method").getAsString());
    assertEquals("{}", sent.get("params").toString());
    assertTrue(thing.model().orElseThrow().properties().containsKey("reportInterval"));
    assertFalse(thing.model().orElseThrow().services().containsKey("set"));
  }

  @Test
  @Proves("A2.4-1")
  void several_values_go_out_in_a_batch() throws Exception {
    BatchPost batch =
        new BatchPost(
            Map.of(
                "cpuLoad", List.of(PropertyValue.of(11.5, 1000L), PropertyValue.of(12.5, 2000L))),
            Map.of(),
            RequestOptions.TRANSIENT);
    assertTrue(thing.post(batch).toCompletableFuture().get(30, TimeUnit.SECONDS).isSuccess());
    JsonObject sent =
        stage.platform().awaitSent("/thing/event/property/batch/post", message -> true);
    assertEquals("thing.event.property.batch.post", sent.get("method").getAsString());
    assertEquals(
        "[{\"value\":11.5,\"time\":1000},{\"value\":12.5,\"time\":2000}]",
        params(sent).getAsJsonObject("properties").get("cpuLoad").toString());
  }

  @Test
  @Proves("A2.4-2")
  void values_of_the_past_go_out_as_history() throws Exception {
    HistoryPost history =
        new HistoryPost(
            List.of(Map.of("cpuLoad", PropertyValue.of(13.5, 3000L))),
            List.of(),
            RequestOptions.TRANSIENT);
    assertTrue(thing.post(history).toCompletableFuture().get(30, TimeUnit.SECONDS).isSuccess());
    JsonObject sent =
        stage.platform().awaitSent("/thing/event/property/history/post", message -> true);
    assertEquals("thing.event.property.history.post", sent.get("method").getAsString());
    JsonObject entry = sent.getAsJsonArray("params").get(0).getAsJsonObject();
    assertEquals(
        Stage.DEVICE_NAME, entry.getAsJsonObject("identity").get("deviceName").getAsString());
    assertEquals(
        Stage.PRODUCT_KEY, entry.getAsJsonObject("identity").get("productKey").getAsString());
    assertEquals(
        "[{\"cpuLoad\":{\"value\":13.5,\"time\":3000}}]", entry.get("properties").toString());
  }

  @Test
  @Proves({"A2.4-3", "A2.4-4"})
  void desires_are_asked_for_and_taken_back() throws Exception {
    stage.platform().change("PUT", "desired", "{\"params\":{\"reportInterval\":45}}");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> taken.contains(Map.of("reportInterval", 45)));
    DesiredProperties desired =
        thing
            .desired(Set.of("reportInterval", "cpuLoad"))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    assertEquals(Set.of("reportInterval"), desired.values().keySet());
    DesiredValue value = desired.values().get("reportInterval");
    assertEquals(45, value.value());
    JsonObject sent = stage.platform().awaitSent("/thing/property/desired/get", message -> true);
    assertEquals("thing.property.desired.get", sent.get("method").getAsString());
    assertEquals(2, sent.getAsJsonArray("params").size());
    clearDesired(value.version() + 1);
    assertTrue(stage.platform().held("desired").has("reportInterval"));
    assertTrue(clearDesired(value.version()).isSuccess());
    assertFalse(stage.platform().held("desired").has("reportInterval"));
  }

  private static Reply clearDesired(long version) throws Exception {
    return thing
        .clearDesired(Map.of("reportInterval", OptionalLong.of(version)))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static JsonObject params(JsonObject message) {
    return message.getAsJsonObject("params");
  }

  private static PostResult post(PropertyPost post) throws Exception {
    return thing.post(post).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
