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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.DeviceLife;
import org.kuralink.api.thing.DeviceTags;
import org.kuralink.api.thing.InactiveDeviceException;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.RejectedTagsException;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.SharedGateway;

/** Chapters 9.7 to 9.9: the life cycle of a device, its tags and its thing model. */
class DeviceStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Map<String, String> BY_CLOUD = Map.of("model.source", "cloud");
  private static final String POST = "/thing/event/property/post";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = Stage.start(SHARED, data);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  @Proves({"9.7-1", "9.7-2", "9.7-3"})
  void a_disabled_device_reports_nothing_until_it_is_enabled() throws Exception {
    stage.connect(Map.of());
    Thing thing = thingWithModel();
    assertEquals(200, ask("disable").get("code").getAsInt());
    assertEquals(LifeState.DISABLED, life().life());
    assertEquals(LifeState.DISABLED, refused(thing).state());
    assertEquals(List.of(), stage.platform().sent(POST));
    assertEquals(200, ask("enable").get("code").getAsInt());
    assertEquals(LifeState.ACTIVE, life().life());
    assertTrue(done(thing.post(PropertyPost.transientPost(Map.of("cpuLoad", 4.5)))).isSuccess());
  }

  @Test
  @Proves("9.7-4")
  void a_deleted_device_forgets_its_model_and_reports_nothing() {
    stage.connect(Map.of());
    Thing thing = thingWithModel();
    assertEquals(200, ask("delete").get("code").getAsInt());
    assertEquals(LifeState.DELETED, life().life());
    await("no model").atMost(LIMIT).until(() -> thing.model().isEmpty());
    assertEquals(LifeState.DELETED, refused(thing).state());
    assertEquals(List.of(), stage.platform().sent(POST));
  }

  @Test
  @Proves("9.7-5")
  void a_disabled_device_is_disabled_after_a_restart() {
    stage.connect(Map.of());
    thingWithModel();
    stage.platform().disable();
    await("disabled").atMost(LIMIT).until(() -> life().life() == LifeState.DISABLED);
    stage.stopGateway();
    stage.startGateway();
    stage.configure(Map.of());
    Thing thing = stage.thing(BY_CLOUD);
    await("disabled").atMost(LIMIT).until(() -> life().life() == LifeState.DISABLED);
    assertEquals(LifeState.DISABLED, refused(thing).state());
  }

  @Test
  @Proves({"9.8-1", "9.8-2"})
  void tags_are_set_and_deleted() throws Exception {
    stage.connect(Map.of());
    DeviceTags tags = tags();
    assertTrue(done(tags.updateTags(Map.of("Temperature", "36.8"))).isSuccess());
    assertTrue(done(tags.updateTags(Map.of("_maker", "Kuralink"))).isSuccess());
    JsonObject update = stage.platform().sent("/thing/deviceinfo/update").get(0);
    assertEquals("thing.deviceinfo.update", update.get("method").getAsString());
    assertEquals(
        JsonParser.parseString("[{\"attrKey\":\"Temperature\",\"attrValue\":\"36.8\"}]"),
        update.get("params"));
    assertEquals(Set.of("Temperature", "_maker"), heldTags());
    assertTrue(done(tags.deleteTags(Set.of("Temperature"))).isSuccess());
    JsonObject delete = stage.platform().sent("/thing/deviceinfo/delete").get(0);
    assertEquals("thing.deviceinfo.delete", delete.get("method").getAsString());
    assertEquals("[{\"attrKey\":\"Temperature\"}]", delete.get("params").toString());
    assertEquals(Set.of("_maker"), heldTags());
  }

  @Test
  @Proves({"9.8-3", "9.8-4"})
  void tags_that_the_rules_forbid_are_not_sent() throws Exception {
    stage.connect(Map.of());
    DeviceTags tags = tags();
    for (String key : List.of("", "1st", "with-dash", "k\u00e9y", "a".repeat(101))) {
      assertEquals(1, rejected(tags.updateTags(Map.of(key, "v"))).breaches().size());
      assertEquals(1, rejected(tags.deleteTags(Set.of(key))).breaches().size());
    }
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < DeviceTags.MAX_TAGS; i++) {
      many.put("tag" + i, "v");
    }
    Map<String, String> tooMany = new HashMap<>(many);
    tooMany.put("oneMore", "v");
    assertEquals(
        RejectedTagsException.Rule.TOO_MANY,
        rejected(tags.updateTags(tooMany)).breaches().get(0).rule());
    assertEquals(Set.of(), heldTags());
    assertEquals(460, done(tags.updateTags(many)).code().value(), "a device has a hundred");
    many.keySet().removeAll(List.copyOf(many.keySet()).subList(0, 101));
    assertTrue(done(tags.updateTags(many)).isSuccess());
    assertTrue(done(tags.updateTags(Map.of("a".repeat(100), "v"))).isSuccess());
    assertEquals(100, heldTags().size());
  }

  @Test
  @Proves("9.8-5")
  void the_platforms_codes_for_tags_reach_the_application() throws Exception {
    stage.connect(Map.of());
    DeviceTags tags = tags();
    for (int code : List.of(460, 6100)) {
      stage.platform().faults("{\"replyCode\":" + code + ",\"replyTopic\":\"thing/deviceinfo/\"}");
      assertEquals(code, done(tags.updateTags(Map.of("a", "1"))).code().value());
      assertEquals(code, done(tags.deleteTags(Set.of("a"))).code().value());
    }
  }

  @Test
  @Proves("9.9-3")
  void the_thing_model_is_kept_for_a_start_without_network() {
    stage.connect(Map.of());
    thingWithModel();
    stage.stopGateway();
    stage.platform().stopBroker();
    stage.startGateway();
    stage.configure(Map.of());
    Thing thing = thingWithModel();
    assertTrue(thing.model().orElseThrow().properties().containsKey("reportInterval"));
    assertEquals(1, stage.platform().sent("/thing/dsltemplate/get").size());
  }

  @Test
  @Proves("9.9-4")
  void a_device_whose_question_is_refused_runs_without_a_model() throws Exception {
    stage.connect(Map.of());
    stage.platform().faults("{\"replyCode\":460,\"replyTopic\":\"dsltemplate/get_reply\"}");
    Thing thing = stage.thing(BY_CLOUD);
    await("refused")
        .atMost(LIMIT)
        .until(() -> !stage.platform().received("/thing/dsltemplate/get_reply").isEmpty());
    stage.platform().faults("{}");
    assertTrue(done(thing.post(PropertyPost.transientPost(Map.of("cpuLoad", 4.5)))).isSuccess());
    assertTrue(thing.model().isEmpty());
  }

  /** Tells the device something about its life, and waits for its answer. */
  private JsonObject ask(String what) {
    String topic = "/sys/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/thing/" + what;
    String id = "life-" + what;
    stage
        .platform()
        .publish(
            topic,
            "{\"id\":\""
                + id
                + "\",\"version\":\"1.0\",\"params\":{},\"method\":\"thing."
                + what
                + "\"}");
    return stage
        .platform()
        .awaitSent("/thing/" + what + "_reply", reply -> id.equals(reply.get("id").getAsString()));
  }

  private Thing thingWithModel() {
    Thing thing = stage.thing(BY_CLOUD);
    await("a model").atMost(LIMIT).until(() -> thing.model().isPresent());
    return thing;
  }

  private DeviceLife life() {
    return stage.gateway().service(DeviceLife.class, "(kura.service.pid=main)");
  }

  private DeviceTags tags() {
    stage.thing(Map.of("model.source", "none"));
    return stage.gateway().service(DeviceTags.class, "(kura.service.pid=main)");
  }

  private Set<String> heldTags() {
    Set<String> keys = new HashSet<>();
    stage
        .platform()
        .held("tags")
        .getAsJsonArray("items")
        .forEach(tag -> keys.add(tag.getAsJsonObject().get("attrKey").getAsString()));
    return keys;
  }

  private static InactiveDeviceException refused(Thing thing) {
    PropertyPost post = PropertyPost.transientPost(Map.of("cpuLoad", 3.5));
    return (InactiveDeviceException) failure(thing.post(post));
  }

  private static RejectedTagsException rejected(CompletionStage<Reply> reply) {
    return (RejectedTagsException) failure(reply);
  }

  private static Throwable failure(CompletionStage<?> stage) {
    return assertThrows(ExecutionException.class, () -> done(stage)).getCause();
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
