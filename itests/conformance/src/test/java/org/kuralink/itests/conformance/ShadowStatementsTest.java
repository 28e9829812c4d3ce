/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;
import org.kuralink.api.shadow.ShadowDocument;
import org.kuralink.api.shadow.ShadowError;
import org.kuralink.api.shadow.ShadowException;

/** Chapter 7: the shadow document, and how a device reports, reads and deletes. */
class ShadowStatementsTest {

  private static final String DEVICE = Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME;
  private static final String UPDATE = "/shadow/update/" + DEVICE;
  private static final String GET = "/shadow/get/" + DEVICE;

  @TempDir static Path data;
  private static Stage stage;
  private static Shadow shadow;
  private int before;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    stage.connect(Map.of());
    shadow = stage.shadow(Map.of());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @BeforeEach
  void beginAnew() throws Exception {
    stage.platform().change("DELETE", "shadow", "");
    assertEquals(0, get().version());
    before = stage.platform().sent(UPDATE).size();
  }

  @Test
  @Proves({"7.1-1", "7.2-9"})
  void the_document_is_read_as_the_platform_holds_it() throws Exception {
    done(shadow.report(Map.of("color", "GREEN", "brightness", 70L)));
    desire("{\"color\":\"RED\",\"sequence\":[\"RED\",\"GREEN\",\"BLUE\"]}");
    ShadowDocument document = get();
    assertEquals(Map.of("color", "GREEN", "brightness", 70L), values(document.reported()));
    assertEquals(
        Map.of("color", "RED", "sequence", List.of("RED", "GREEN", "BLUE")),
        values(document.desired()));
    JsonObject held = stage.platform().held("shadow");
    assertEquals(held.get("version").getAsLong(), document.version());
    for (String half : List.of("reported", "desired")) {
      assertEquals(
          held.getAsJsonObject("metadata")
              .getAsJsonObject(half)
              .getAsJsonObject("color")
              .get("timestamp")
              .getAsLong(),
          (half.equals("desired") ? document.desired() : document.reported())
              .get("color")
              .time()
              .orElseThrow()
              .getEpochSecond());
    }
    assertEquals(held.get("timestamp").getAsLong(), document.time().orElseThrow().getEpochSecond());
    JsonObject question = sent().get(sent().size() - 1);
    assertEquals("get", question.get("method").getAsString());
    assertFalse(question.has("state"));
  }

  @Test
  @Proves("7.1-2")
  void a_document_may_desire_nothing() throws Exception {
    done(shadow.report(Map.of("color", "red")));
    assertFalse(stage.platform().held("shadow").getAsJsonObject("state").has("desired"));
    ShadowDocument document = get();
    assertEquals(Map.of("color", "red"), values(document.reported()));
    assertEquals(Map.of(), document.desired());
  }

  @Test
  @Proves("7.1-3")
  void a_document_may_report_nothing() throws Exception {
    desire("{\"color\":\"red\"}");
    assertFalse(stage.platform().held("shadow").getAsJsonObject("state").has("reported"));
    ShadowDocument document = get();
    assertEquals(Map.of(), document.reported());
    assertEquals(Map.of("color", "red"), values(document.desired()));
  }

  @Test
  @Proves("7.1-4")
  void an_array_is_replaced_as_a_whole() throws Exception {
    done(shadow.report(Map.of("colors", List.of("RED", "GREEN", "BLUE"))));
    done(shadow.report(Map.of("colors", List.of("RED"))));
    assertEquals("{\"colors\":[\"RED\"]}", reported().toString());
    assertEquals(Map.of("colors", List.of("RED")), values(get().reported()));
    assertEquals(
        Map.of("colors", List.of("RED")),
        values(shadow.status().document().orElseThrow().reported()));
  }

  @Test
  @Proves("7.1-5")
  void only_what_is_written_gets_a_new_time() throws Exception {
    done(shadow.report(Map.of("color", "red", "temperature", 21L)));
    ShadowDocument first = get();
    stage.leap(Duration.ofSeconds(5));
    done(shadow.report(Map.of("color", "green")));
    ShadowDocument second = get();
    assertEquals(
        first.reported().get("temperature").time(), second.reported().get("temperature").time());
    assertEquals(
        first.reported().get("color").time().orElseThrow().plusSeconds(5),
        second.reported().get("color").time().orElseThrow());
  }

  @Test
  @Proves("7.1-6")
  void versions_are_whole_numbers_of_64_bits_and_grow() throws Exception {
    assertEquals(1, done(shadow.report(Map.of("color", "red"))));
    assertEquals(2, done(shadow.report(Map.of("color", "green"))));
    long large = 9_007_199_254_740_995L;
    stage
        .platform()
        .change("PATCH", "shadow", "{\"state\":{\"desired\":{\"a\":1}},\"version\":" + large + "}");
    assertEquals(large, get().version());
    assertEquals(large + 1, done(shadow.report(Map.of("color", "blue"))));
    assertEquals(large + 1, stage.platform().held("shadow").get("version").getAsLong());
  }

  @Test
  @Proves({"7.2-1", "7.2-2", "7.2-3", "7.2-4"})
  void a_report_goes_out_as_an_update_and_is_answered() throws Exception {
    long version = done(shadow.report(Map.of("color", "red")));
    assertEquals(1, sent().size());
    JsonObject update = sent().get(0);
    assertEquals("update", update.get("method").getAsString());
    assertEquals("{\"reported\":{\"color\":\"red\"}}", update.get("state").toString());
    assertEquals(version, update.get("version").getAsLong());
    assertEquals("{\"color\":\"red\"}", reported().toString());
    assertEquals(version, stage.platform().held("shadow").get("version").getAsLong());
    assertEquals(version, shadow.status().document().orElseThrow().version());
    assertTrue(
        stage
            .platform()
            .session()
            .getAsJsonArray("subscriptions")
            .contains(new JsonPrimitive(GET)));
    assertEquals(Set.of(1), qualitiesOn(UPDATE));
    assertEquals(Set.of(1), qualitiesOn(GET));
  }

  @Test
  @Proves("7.2-5")
  void each_error_code_reaches_the_application() throws Exception {
    for (int code : List.of(400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 500)) {
      stage.platform().faults("{\"replyCode\":" + code + ",\"replyTopic\":\"/shadow/get/\"}");
      try {
        ShadowException refused = refusal(shadow.report(Map.of("color", "red")));
        assertEquals(code, refused.code());
        assertEquals(ShadowError.of(code), refused.error());
        assertEquals(code, refusal(shadow.get()).code());
      } finally {
        stage.platform().faults("{}");
      }
    }
    assertEquals(0, get().version());
    assertEquals(1, done(shadow.report(Map.of("color", "red"))));
  }

  @Test
  @Proves("7.2-6")
  void a_conflict_is_answered_by_reading_and_reporting_once_more() throws Exception {
    done(shadow.report(Map.of("color", "red")));
    stage.platform().change("PATCH", "shadow", "{\"state\":{\"reported\":{\"mode\":\"night\"}}}");
    assertEquals(3, done(shadow.report(Map.of("color", "green"))));
    List<JsonObject> messages = sent();
    assertEquals(
        List.of("update", "update", "get", "update"),
        messages.stream().map(message -> message.get("method").getAsString()).toList());
    assertEquals(2, messages.get(1).get("version").getAsLong());
    assertEquals(3, messages.get(3).get("version").getAsLong());
    assertEquals(Map.of("color", "green", "mode", "night"), values(get().reported()));
  }

  @Test
  @Proves("7.2-7")
  void a_shadow_takes_128_attributes_and_not_one_more() throws Exception {
    Map<String, Long> attributes = new HashMap<>();
    for (long i = 0; i < Shadow.MAX_ATTRIBUTES; i++) {
      attributes.put("a" + i, i);
    }
    done(shadow.report(attributes));
    assertEquals(128, reported().size());
    assertEquals(408, refusal(shadow.report(Map.of("oneMore", 1))).code());
    assertEquals(1, sent().size());
    done(shadow.report(Map.of("a0", 5L)));
    done(shadow.delete(Set.of("a1")));
    done(shadow.report(Map.of("oneMore", 1)));
    assertEquals(128, reported().size());
    assertEquals(5, reported().get("a0").getAsLong());
  }

  @Test
  @Proves("7.2-8")
  void a_report_of_nothing_is_not_sent() throws Exception {
    assertEquals(405, refusal(shadow.report(Map.of())).code());
    assertEquals(List.of(), sent());
  }

  @Test
  @Proves("7.2-10")
  void attributes_are_deleted_by_name() throws Exception {
    done(shadow.report(Map.of("color", "red", "temperature", 21, "humidity", 40, "mode", "day")));
    assertEquals(2, done(shadow.delete(Set.of("mode"))));
    assertEquals(3, done(shadow.delete(Set.of("color", "temperature"))));
    assertEquals("{\"humidity\":40}", reported().toString());
    assertEquals(Set.of("humidity"), get().reported().keySet());
    JsonObject one = sent().get(1);
    assertEquals("delete", one.get("method").getAsString());
    assertEquals("{\"reported\":{\"mode\":\"null\"}}", one.get("state").toString());
    assertEquals(2, one.get("version").getAsLong());
    assertEquals(
        JsonParser.parseString("{\"reported\":{\"color\":\"null\",\"temperature\":\"null\"}}"),
        sent().get(2).get("state"));
  }

  @Test
  @Proves("7.2-11")
  void everything_reported_is_deleted_at_once() throws Exception {
    done(shadow.report(Map.of("color", "red", "temperature", 21)));
    assertEquals(2, done(shadow.deleteAll()));
    assertFalse(stage.platform().held("shadow").getAsJsonObject("state").has("reported"));
    assertEquals(Map.of(), get().reported());
    JsonObject message = sent().get(1);
    assertEquals("delete", message.get("method").getAsString());
    assertEquals("{\"reported\":\"null\"}", message.get("state").toString());
    assertEquals(2, message.get("version").getAsLong());
  }

  private static void desire(String attributes) {
    stage.platform().change("PATCH", "shadow", "{\"state\":{\"desired\":" + attributes + "}}");
  }

  /** What the device sent to its shadow in this test. */
  private List<JsonObject> sent() {
    List<JsonObject> all = stage.platform().sent(UPDATE);
    return all.subList(before, all.size());
  }

  private static Set<Integer> qualitiesOn(String topic) {
    Set<Integer> qualities = new TreeSet<>();
    for (JsonObject message : stage.platform().messages()) {
      if (message.get("topic").getAsString().equals(topic)) {
        qualities.add(message.get("qos").getAsInt());
      }
    }
    return qualities;
  }

  private static JsonObject reported() {
    return stage.platform().held("shadow").getAsJsonObject("state").getAsJsonObject("reported");
  }

  private static Map<String, Object> values(Map<String, ShadowAttribute> attributes) {
    Map<String, Object> values = new HashMap<>();
    attributes.forEach((name, attribute) -> values.put(name, attribute.value()));
    return values;
  }

  private static ShadowDocument get() throws Exception {
    return shadow.get().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static long done(CompletionStage<Long> operation) throws Exception {
    return operation.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static ShadowException refusal(CompletionStage<?> operation) {
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () -> operation.toCompletableFuture().get(30, TimeUnit.SECONDS));
    return (ShadowException) failure.getCause();
  }
}
