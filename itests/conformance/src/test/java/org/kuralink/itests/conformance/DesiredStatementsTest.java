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

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;

/** Chapter 7.2: an application changes the state of a device, a lamp. */
class DesiredStatementsTest {

  private static final String DEVICE = Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME;
  private static final String UPDATE = "/shadow/update/" + DEVICE;
  private static final String GET = "/shadow/get/" + DEVICE;

  /** In a time this far away nothing has expired. */
  private static final long FAR_SECONDS = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();

  private static final List<Map<String, ShadowAttribute>> calls = new CopyOnWriteArrayList<>();

  @TempDir static Path data;
  private static Stage stage;
  private static Shadow shadow;
  private int before;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    stage.connect(Map.of());
    stage.gateway().register(DesiredStateHandler.class, DesiredStatementsTest::carryOut, Map.of());
    shadow = stage.shadow(Map.of());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @BeforeEach
  void beginAnew() throws Exception {
    stage.platform().change("DELETE", "shadow", "");
    assertEquals(0, version());
    before = stage.platform().sent(UPDATE).size();
    calls.clear();
  }

  /** Takes on everything but a change of its place. */
  private static CompletionStage<Map<String, Object>> carryOut(
      Map<String, ShadowAttribute> attributes) {
    calls.add(attributes);
    Map<String, Object> taken = new HashMap<>();
    attributes.forEach((name, attribute) -> taken.put(name, attribute.value()));
    taken.remove("place");
    return CompletableFuture.completedFuture(taken);
  }

  @Test
  @Proves({"7.2-20", "7.2-21", "7.2-22", "7.2-23"})
  void a_desire_is_carried_out_reported_and_emptied() throws Exception {
    shadow.report(Map.of("color", "red")).toCompletableFuture().get(30, TimeUnit.SECONDS);
    stage.leap(Duration.ofSeconds(3));
    long desiredAt = desire("{\"color\":\"green\"}");
    awaitNothingDesired();
    assertEquals(
        List.of(
            Map.of(
                "color",
                new ShadowAttribute("green", Optional.of(Instant.ofEpochSecond(desiredAt))))),
        calls);
    List<JsonObject> messages = sent();
    assertEquals(3, messages.size(), messages.toString());
    assertEquals("{\"reported\":{\"color\":\"green\"}}", messages.get(1).get("state").toString());
    assertEquals(3, messages.get(1).get("version").getAsLong());
    assertEquals("{\"desired\":\"null\"}", messages.get(2).get("state").toString());
    assertEquals(4, messages.get(2).get("version").getAsLong());
    messages.forEach(each -> assertEquals("update", each.get("method").getAsString()));
    JsonObject held = stage.platform().held("shadow");
    assertEquals("{\"reported\":{\"color\":\"green\"}}", held.get("state").toString());
    assertEquals(4, held.get("version").getAsLong());
    assertEquals(4, version());
    assertEquals(Map.of(), shadow.status().document().orElseThrow().desired());
  }

  @Test
  @Proves("7.2-24")
  void a_desire_of_the_time_offline_is_carried_out_on_connect() {
    stage.disconnect();
    desire("{\"color\":\"blue\"}");
    desire("{\"brightness\":30}");
    assertEquals(List.of(), calls);
    stage.connect(Map.of());
    awaitNothingDesired();
    assertEquals(
        JsonParser.parseString("{\"reported\":{\"brightness\":30,\"color\":\"blue\"}}"),
        stage.platform().held("shadow").get("state"));
    assertEquals(1, calls.size());
    assertEquals(Set.of("color", "brightness"), calls.get(0).keySet());
  }

  @Test
  @Proves("7.2-25")
  void a_desire_of_the_time_without_gateway_is_carried_out_after_its_start(@TempDir Path other)
      throws IOException {
    try (Stage restarted = Stage.start(other)) {
      restarted.connect(Map.of());
      restarted.shadow(Map.of());
      restarted.stopGateway();
      restarted
          .platform()
          .change("PATCH", "shadow", "{\"state\":{\"desired\":{\"color\":\"blue\"}}}");
      restarted.startGateway();
      restarted
          .gateway()
          .register(DesiredStateHandler.class, DesiredStatementsTest::carryOut, Map.of());
      restarted.connect(Map.of());
      restarted.shadow(Map.of());
      await("nothing desired")
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  "{\"reported\":{\"color\":\"blue\"}}"
                      .equals(restarted.platform().held("shadow").get("state").toString()));
    }
    assertEquals(1, calls.size());
  }

  @Test
  @Proves("7.2-26")
  void an_expired_desire_is_given_up() {
    expireAfter(60);
    try {
      control(1, "{\"color\":\"green\",\"brightness\":7}", "color", 1524448722);
      JsonObject report =
          stage
              .platform()
              .awaitSent(UPDATE, update -> update.toString().contains("brightness\":7"));
      assertEquals("{\"reported\":{\"brightness\":7}}", report.get("state").toString());
      assertEquals(1, calls.size());
      assertEquals(Set.of("brightness"), calls.get(0).keySet());
    } finally {
      expireAfter(0);
    }
  }

  /** Changes the configuration, and waits until the shadow has begun anew with it. */
  private void expireAfter(int seconds) {
    int sentBefore = sent().size();
    stage.shadow(Map.of("desired.max.age.seconds", seconds));
    await("begun anew").atMost(Duration.ofSeconds(30)).until(() -> sent().size() > sentBefore);
    stage.shadow(Map.of("desired.max.age.seconds", seconds));
  }

  @Test
  @Proves("7.2-27")
  void a_control_that_is_not_later_is_ignored() {
    desire("{\"color\":\"green\"}");
    awaitNothingDesired();
    control(3, "{\"color\":\"stale\"}", "color", FAR_SECONDS);
    control(2, "{\"color\":\"stale\"}", "color", FAR_SECONDS);
    desire("{\"color\":\"blue\"}");
    awaitNothingDesired();
    assertEquals(
        List.of("green", "blue"), calls.stream().map(call -> call.get("color").value()).toList());
  }

  @Test
  @Proves("7.2-28")
  void a_control_needs_no_status() {
    stage
        .platform()
        .publish(
            GET,
            "{\"method\":\"control\",\"payload\":{\"state\":{\"desired\":{\"tone\":\"soft\"}}},"
                + "\"version\":1,\"timestamp\":1543460800}");
    stage.platform().awaitSent(UPDATE, update -> update.toString().contains("\"tone\":\"soft\""));
    assertEquals(Set.of("tone"), calls.get(0).keySet());
  }

  @Test
  @Proves({"7.2-29", "7.2-32"})
  void what_is_refused_stays_desired_and_nothing_else_does() throws Exception {
    desire("{\"color\":\"green\",\"place\":\"attic\"}");
    stage.platform().awaitSent(UPDATE, update -> reports(update, "color"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                stage
                    .platform()
                    .held("shadow")
                    .getAsJsonObject("state")
                    .get("desired")
                    .toString()
                    .equals("{\"place\":\"attic\"}"));
    assertEquals(3, version());
    JsonObject state = stage.platform().held("shadow").getAsJsonObject("state");
    assertEquals("{\"color\":\"green\"}", state.get("reported").toString());
    assertFalse(sent().toString().contains("attic"));
  }

  private boolean reports(JsonObject update, String attribute) {
    return sent().contains(update)
        && update.getAsJsonObject("state").toString().contains(attribute);
  }

  @Test
  @Proves("7.2-30")
  void what_is_so_already_is_only_emptied() throws Exception {
    shadow.report(Map.of("color", "red")).toCompletableFuture().get(30, TimeUnit.SECONDS);
    desire("{\"color\":\"red\"}");
    awaitNothingDesired();
    assertEquals(List.of(), calls);
    assertEquals(2, sent().size());
    assertEquals("{\"desired\":\"null\"}", sent().get(1).get("state").toString());
  }

  @Test
  @Proves("7.2-31")
  void null_in_both_spellings_desires_nothing() {
    control(1, "null", "color", FAR_SECONDS);
    control(2, "\"null\"", "color", FAR_SECONDS);
    control(3, "{\"color\":null,\"mode\":\"null\",\"tone\":\"loud\"}", "tone", FAR_SECONDS);
    stage.platform().awaitSent(UPDATE, update -> update.toString().contains("loud"));
    assertEquals(
        List.of(Set.of("tone")), calls.stream().map(Map::keySet).map(Set::copyOf).toList());
  }

  /** Changes what is desired; the time of the change by the platform's clock, in seconds. */
  private static long desire(String attributes) {
    return stage
        .platform()
        .change("PATCH", "shadow", "{\"state\":{\"desired\":" + attributes + "}}")
        .get("timestamp")
        .getAsLong();
  }

  /** Sends a control message that the shadow on the platform knows nothing of. */
  private static void control(long version, String desired, String attribute, long seconds) {
    stage
        .platform()
        .publish(
            GET,
            "{\"method\":\"control\",\"payload\":{\"status\":\"success\",\"state\":{\"desired\":"
                + desired
                + "},\"metadata\":{\"desired\":{\""
                + attribute
                + "\":{\"timestamp\":"
                + seconds
                + "}}}},\"version\":"
                + version
                + ",\"timestamp\":"
                + seconds
                + "}");
  }

  private static void awaitNothingDesired() {
    await("nothing desired")
        .atMost(Duration.ofSeconds(30))
        .until(() -> !stage.platform().held("shadow").getAsJsonObject("state").has("desired"));
  }

  private static long version() throws Exception {
    return shadow.get().toCompletableFuture().get(30, TimeUnit.SECONDS).version();
  }

  /** What the device sent to its shadow in this test. */
  private List<JsonObject> sent() {
    List<JsonObject> all = stage.platform().sent(UPDATE);
    return all.subList(before, all.size());
  }
}
