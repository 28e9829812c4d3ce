/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.FakeDeviceLink.Sent;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.thing.Thing;
import org.kuralink.api.tsl.UntypedValue;
import org.kuralink.thing.device.Devices;

class PropertyPostTest {

  private final ThingFixture fixture = new ThingFixture();

  @Test
  void postsWithAndWithoutTime() {
    Thing thing = fixture.withModel();
    Map<String, PropertyValue> values = new LinkedHashMap<>();
    values.put("power", PropertyValue.of(true));
    values.put("temperature", PropertyValue.of(23.6, 1524448722000L));
    RequestOptions options = RequestOptions.DURABLE.within(Duration.ofSeconds(3));
    PostResult result = join(thing, new PropertyPost(values, options));
    assertTrue(result.isSuccess());
    assertEquals(1, result.replies().size());
    Sent sent = fixture.link.last();
    assertEquals("thing.event.property.post", sent.method());
    assertEquals(options, sent.options());
    assertEquals(
        "{\"power\":1,\"temperature\":{\"value\":23.6,\"time\":1524448722000}}",
        sent.params().toString());
  }

  @Test
  void writesEachTypeAsThePlatformWantsIt() {
    Thing thing = fixture.withModel();
    Map<String, Object> tank = new LinkedHashMap<>();
    tank.put("full", false);
    tank.put("filled", 1524448722000L);
    tank.put("level", List.of(1, "2", 3.0));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mode", "1");
    values.put("count", 5L);
    values.put("installed", 1524448722000L);
    values.put("label", "a\"b\" \\ \n 中😀");
    values.put("tank", tank);
    join(thing, PropertyPost.transientPost(values));
    assertEquals(
        "{\"mode\":1,\"count\":5,\"installed\":\"1524448722000\","
            + "\"label\":\"a\\\"b\\\" \\\\ \\n 中😀\","
            + "\"tank\":{\"full\":0,\"filled\":\"1524448722000\",\"level\":[1,2,3]}}",
        fixture.link.last().params().toString());
  }

  @Test
  void splitsBeyondTwoHundredProperties() {
    Thing thing = fixture.thing(Optional.empty());
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < 401; i++) {
      values.put("p" + i, i);
    }
    CompletableFuture<PostResult> result =
        thing.post(PropertyPost.durable(values)).toCompletableFuture();
    List<Sent> sent = fixture.link.sent();
    assertEquals(List.of(200, 200, 1), sent.stream().map(s -> parse(s).size()).toList());
    JsonObject together = new JsonObject();
    sent.forEach(s -> parse(s).entrySet().forEach(e -> together.add(e.getKey(), e.getValue())));
    assertEquals(List.copyOf(values.keySet()), List.copyOf(together.keySet()));

    sent.get(2).refuse(460, "last");
    sent.get(0).succeed();
    assertFalse(result.isDone());
    sent.get(1).refuse(6106, "middle");
    assertEquals(
        List.of(200, 6106, 460),
        result.join().replies().stream().map(reply -> reply.code().value()).toList());
    assertFalse(result.join().isSuccess());
  }

  @Test
  void splitsWhatWouldBeTooLargeForOneMessage() {
    Thing thing = fixture.thing(Optional.empty());
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      values.put("p" + i, "中".repeat(10_000));
    }
    thing.post(PropertyPost.durable(values));
    assertTrue(fixture.link.sent().size() > 1);
    fixture.link.sent().forEach(s -> assertTrue(s.params().length() < 256 * 1024));
    assertEquals(20, fixture.link.sent().stream().mapToInt(s -> parse(s).size()).sum());
  }

  @Test
  void rejectsAPostAsAWholeAndNamesEveryViolation() {
    Thing thing = fixture.withModel();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("power", true);
    values.put("temperature", 121);
    values.put("stranger", 1);
    RejectedPostException e =
        assertInstanceOf(RejectedPostException.class, failure(thing, PropertyPost.durable(values)));
    assertEquals(
        "temperature: 121 is not allowed: -40.0 to 120.0;"
            + " stranger: is not a property of the thing model",
        e.getMessage());
    assertEquals(List.of(), fixture.link.sent());
    assertEquals(Optional.empty(), fixture.lastValue("power"));
  }

  @Test
  void whatThePlatformDoesNotTakeIsNoSuccess() {
    Thing thing = fixture.withModel("validation", "off");
    fixture.link.answerWith(
        request ->
            Reply.success(
                JsonText.of(
                    "{\"stranger\":\"tsl parse: params not exist\","
                        + "\"count\":{\"code\":6306,\"message\":\"no int\"},\"other\":\"x\"}")));
    Map<String, Object> values = Map.of("stranger", 1, "count", "x", "power", true);
    try (LoggedLines log = new LoggedLines()) {
      PostResult result = join(thing.post(PropertyPost.transientPost(values)));
      assertFalse(result.isSuccess());
      assertTrue(result.replies().get(0).isSuccess());
      assertEquals(
          Map.of("stranger", "tsl parse: params not exist", "count", "no int"), result.refused());
      join(thing.post(PropertyPost.transientPost(values)));
      assertEquals(1, log.with("the platform did not take").size());
    }
    for (String data : List.of("{}", "[]", "7", "null", "\"text\"", "{\"x\":1}", "{")) {
      fixture.link.answerWith(request -> Reply.success(JsonText.of(data)));
      assertTrue(join(thing.post(PropertyPost.transientPost(values))).isSuccess(), data);
    }
  }

  private static PostResult join(CompletionStage<PostResult> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void letsViolationsThroughIfItOnlyWarns() {
    Thing thing = fixture.withModel("validation", "warn");
    PostResult result = join(thing, PropertyPost.durable(Map.of("temperature", 121)));
    assertEquals("temperature", result.violations().get(0).path());
    assertEquals("{\"temperature\":121.0}", fixture.link.last().params().toString());
  }

  @Test
  void checksNothingIfItShallNot() {
    Thing thing = fixture.withModel("validation", "off");
    PostResult result = join(thing, PropertyPost.durable(Map.of("stranger", List.of(true, "x"))));
    assertEquals(List.of(), result.violations());
    assertEquals("{\"stranger\":[1,\"x\"]}", fixture.link.last().params().toString());
  }

  @Test
  void givesValuesOfASourceWithoutTypesThoseOfTheModelWhateverTheValidation() {
    for (String validation : new String[] {"off", "warn", "reject"}) {
      ThingFixture other = new ThingFixture();
      Thing thing = other.withModel("validation", validation);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("label", new UntypedValue(7));
      values.put("count", new UntypedValue(5.0));
      values.put("power", new UntypedValue(1L));
      join(thing, PropertyPost.durable(values));
      assertEquals(
          "{\"label\":\"7\",\"count\":5,\"power\":1}", other.link.last().params().toString());
      assertEquals(Optional.of("7"), other.lastValue("label"));
    }
  }

  @Test
  void sendsValuesOfASourceWithoutTypesAsTheyAreWhereNoTypeFits() {
    Thing thing = fixture.withModel("validation", "warn");
    PostResult result = join(thing, PropertyPost.durable(Map.of("count", new UntypedValue("x"))));
    assertEquals("count", result.violations().get(0).path());
    assertEquals("{\"count\":\"x\"}", fixture.link.last().params().toString());
    assertEquals(Optional.of("x"), fixture.lastValue("count"));
    assertInstanceOf(
        RejectedPostException.class,
        failure(
            new ThingFixture().withModel(),
            PropertyPost.durable(Map.of("count", new UntypedValue("x")))));
    fixture.around.go(fixture.models);
    join(thing, PropertyPost.durable(Map.of("installed", new UntypedValue(5L))));
    assertEquals("{\"installed\":\"5\"}", fixture.link.last().params().toString());
  }

  @Test
  void rejectsWhatJsonCannotSayWhateverTheValidation() {
    for (String validation : new String[] {"off", "warn", "reject"}) {
      Thing thing = new ThingFixture().withModel("validation", validation);
      Map<String, Object> values = new HashMap<>();
      values.put("temperature", null);
      assertRejected(thing, values, "temperature: null is no value");
      assertRejected(thing, Map.of("temperature", Double.NaN), "NaN");
      assertRejected(thing, Map.of("label", new Object()), "label");
      assertRejected(thing, Map.of("tank", Arrays.asList(1, null)), "tank");
      assertRejected(thing, Map.of("tank", Map.of("level", new int[0])), "tank");
    }
  }

  private static void assertRejected(Thing thing, Map<String, Object> values, String words) {
    Throwable failure = failure(thing, PropertyPost.durable(values));
    assertInstanceOf(RejectedPostException.class, failure);
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  @Test
  void sendsNothingForNothing() {
    assertTrue(join(fixture.withModel(), PropertyPost.durable(Map.of())).isSuccess());
    assertEquals(List.of(), fixture.link.sent());
  }

  @Test
  void failsWithoutASession() {
    Thing thing = fixture.thing(Optional.empty());
    LinkException e =
        assertInstanceOf(LinkException.class, failure(thing, PropertyPost.durable(Map.of("a", 1))));
    assertEquals(LinkException.Reason.OFFLINE, e.reason());
    assertEquals(fixture.around.sessions.fault().orElseThrow(), e.getMessage());
    assertTrue(e.getMessage().contains("'main'"), e.getMessage());
    assertEquals(Devices.NOBODY, thing.identity());
    fixture.appear(fixture.session, "other");
    assertInstanceOf(LinkException.class, failure(thing, PropertyPost.durable(Map.of("a", 1))));
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    fixture.link.answerWithSuccess();
    assertTrue(join(thing, PropertyPost.durable(Map.of("a", 1))).isSuccess());
    assertEquals("pk/dn", thing.identity().toString());
  }

  @Test
  void hasFailedOnReturnIfTheLinkRefusesAndStopsThere() {
    Thing thing = fixture.withModel();
    fixture.link.refuseWith(LinkException.Reason.QUEUE_FULL);
    CompletableFuture<PostResult> result =
        thing.post(PropertyPost.durable(Map.of("count", 1))).toCompletableFuture();
    assertTrue(result.isCompletedExceptionally());
    assertEquals(Optional.empty(), fixture.lastValue("count"));
  }

  @Test
  void tellsWhyAReplyIsMissing() {
    Thing thing = fixture.withModel();
    fixture.link.answerNothing();
    CompletableFuture<PostResult> result =
        thing.post(PropertyPost.durable(Map.of("count", 1))).toCompletableFuture();
    fixture.link.last().fail(LinkException.Reason.NO_REPLY);
    LinkException e =
        assertInstanceOf(
            LinkException.class, assertThrows(CompletionException.class, result::join).getCause());
    assertEquals(LinkException.Reason.NO_REPLY, e.reason());
  }

  @Test
  void takesRepliesInAnyOrder() {
    Thing thing = fixture.withModel();
    fixture.link.answerNothing();
    List<CompletableFuture<PostResult>> results = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      results.add(thing.post(PropertyPost.durable(Map.of("count", i))).toCompletableFuture());
    }
    List<Sent> sent = new ArrayList<>(fixture.link.sent());
    Collections.reverse(sent);
    for (int i = 0; i < 50; i++) {
      sent.get(i).refuse(1000 + 49 - i, "");
      sent.get(i).refuse(7, "doubled");
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(1000 + i, results.get(i).join().replies().get(0).code().value());
    }
  }

  @Test
  void goesOnUncheckedWhileNobodyCanCheck() {
    Thing thing = fixture.withModel();
    fixture.around.go(fixture.models);
    join(thing, PropertyPost.durable(Map.of("installed", 5L, "stranger", true)));
    assertEquals("\"5\"", parse(fixture.link.last()).get("installed").toString());
    fixture.around.come(fixture.models);
    assertInstanceOf(
        RejectedPostException.class, failure(thing, PropertyPost.durable(Map.of("stranger", 1))));
  }

  private static PostResult join(Thing thing, PropertyPost post) {
    return thing.post(post).toCompletableFuture().join();
  }

  private static Throwable failure(Thing thing, PropertyPost post) {
    CompletableFuture<PostResult> result = thing.post(post).toCompletableFuture();
    return assertThrows(CompletionException.class, result::join).getCause();
  }

  private static JsonObject parse(Sent sent) {
    return JsonParser.parseString(sent.params().toString()).getAsJsonObject();
  }
}
