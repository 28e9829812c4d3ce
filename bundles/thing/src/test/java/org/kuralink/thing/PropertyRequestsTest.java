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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.thing.ThingFixture.TestThing;

class PropertyRequestsTest {

  private static final String SET = "thing.service.property.set";
  private static final String GET = "thing.service.property.get";

  private final ThingFixture fixture = new ThingFixture();
  private final List<Map<String, Object>> set = new ArrayList<>();
  private final PropertySetHandler everything = this::note;
  private TestThing thing;

  @BeforeEach
  void start() {
    thing = fixture.withModel();
  }

  private CompletableFuture<Reply> note(Map<String, Object> values) {
    set.add(values);
    return CompletableFuture.completedFuture(Reply.success());
  }

  private void handler(PropertySetHandler handler, Object... identifiers) {
    fixture.around.handlers.add(handler, properties(identifiers));
  }

  private static Map<String, Object> properties(Object... identifiers) {
    Map<String, Object> properties = new HashMap<>();
    if (identifiers.length == 1) {
      properties.put("properties", identifiers[0]);
    } else if (identifiers.length > 1) {
      properties.put("properties", List.of(identifiers).toArray(new String[0]));
    }
    return properties;
  }

  @Test
  void handsOverCheckedValuesInTheFormOfTheirTypes() {
    handler(everything);
    Reply reply =
        fixture.deliver(
            SET, "{\"temperature\":\"30.5\",\"power\":1,\"installed\":\"7\",\"mode\":\"1\"}");
    assertEquals(Reply.success(), reply);
    assertEquals(
        List.of(Map.of("temperature", 30.5, "power", true, "installed", 7L, "mode", 1)), set);
  }

  @Test
  void postsWhatWasSetOnceItHasAnswered() {
    CompletableFuture<Reply> later = new CompletableFuture<>();
    handler(values -> later);
    CompletableFuture<Reply> answer =
        fixture
            .link
            .deliver(SET, JsonText.of("{\"power\":0,\"code\":\"secret\"}"))
            .toCompletableFuture();
    assertFalse(answer.isDone());
    List<Integer> sentBeforeTheAnswer = new ArrayList<>();
    answer.thenAccept(reply -> sentBeforeTheAnswer.add(fixture.link.sent().size()));
    later.complete(Reply.success());
    assertTrue(answer.join().isSuccess());
    assertEquals(List.of(0), sentBeforeTheAnswer);
    assertEquals("{\"power\":0}", fixture.link.last().params().toString());
    assertEquals("thing.event.property.post", fixture.link.last().method());
    assertEquals(Delivery.DURABLE, fixture.link.last().options().delivery());
  }

  @Test
  void changesNothingIfOneOfThemCannotBeRight() {
    handler(everything);
    wrong("{\"power\":1,\"temperature\":121}", "temperature: 121 is not allowed: -40.0 to 120.0");
    wrong("{\"power\":1,\"temperature\":\"hot\"}", "temperature: 'hot' is not a number");
    wrong("{\"power\":1,\"stranger\":1}", "stranger: is not a property of the thing model");
    wrong("{\"power\":1,\"count\":1}", "count: cannot be set");
    wrong("{\"power\":null}", "power: is null");
    wrong("{\"tank\":{\"full\":1,\"filled\":\"1\",\"level\":[101]}}", "tank.level[0]: 101");
    wrong("[\"power\"]", "params is not a JSON object");
    wrong("\"power\"", "params is not a JSON object");
    wrong("{\"power\":", "params is no JSON");
    wrong("null", "params is not a JSON object");
    assertEquals(List.of(), set);
    assertEquals(List.of(), fixture.link.sent());
  }

  private void wrong(String params, String words) {
    Reply reply = fixture.deliver(SET, params);
    assertEquals(ResultCode.PARAMETER_ERROR, reply.code());
    assertTrue(reply.message().orElse("").contains(words), reply.toString());
  }

  @Test
  void aSetWithoutParamsIsWrong() {
    handler(everything);
    Reply reply = fixture.link.deliverWithoutParams(SET).toCompletableFuture().join();
    assertEquals(ResultCode.PARAMETER_ERROR, reply.code());
    assertEquals(Optional.of("params is missing"), reply.message());
    assertTrue(fixture.deliver(SET, "{}").isSuccess());
  }

  @Test
  void validationHoldsForWhatThePlatformSetsToo() {
    for (String validation : List.of("warn", "off")) {
      set.clear();
      ThingFixture other = new ThingFixture();
      other.withModel("validation", validation);
      other.around.handlers.add(everything, Map.of());
      assertTrue(other.deliver(SET, "{\"power\":1,\"temperature\":121}").isSuccess());
      assertTrue(other.deliver(SET, "{\"stranger\":1,\"count\":1}").isSuccess());
      assertTrue(other.deliver("thing.service.property.get", "[\"stranger\"]").isSuccess());
      assertEquals(ResultCode.PARAMETER_ERROR, other.deliver(SET, "{\"power\":null}").code());
      assertEquals(
          List.of(Map.of("power", true, "temperature", 121L), Map.of("stranger", 1L, "count", 1)),
          set);
    }
  }

  @Test
  void aStructWithoutAMemberIsNotHandedOver() {
    handler(everything);
    wrong("{\"tank\":{\"full\":1}}", "tank.filled: is missing; tank.level: is missing");
    assertEquals(List.of(), set);
  }

  @Test
  void aPropertyOfAModuleIsHandedOver() {
    handler(everything);
    assertTrue(fixture.deliver(SET, "{\"EnvMod:Limit\":5}").isSuccess());
    assertEquals(List.of(Map.of("EnvMod:Limit", 5L)), set);
    assertEquals(
        "{\"EnvMod:Limit\":5}",
        fixture.deliver("thing.service.property.get", "[\"EnvMod:Limit\"]").data().toString());
  }

  @Test
  void aValueThatIsKeptBelongsToItsDevice() {
    thing.post(PropertyPost.transientPost(Map.of("temperature", 20)));
    FakeDeviceLink other = new FakeDeviceLink(new DeviceIdentity("pk", "another"));
    other.answerWithSuccess();
    FakeCloudSession session = new FakeCloudSession(other);
    fixture.around.sessions.remove(fixture.session);
    fixture.appear(session, ThingFixture.CONNECTION);
    fixture.settle(thing);
    JsonText asked = JsonText.of("[\"temperature\"]");
    Reply reply = other.deliver("thing.service.property.get", asked).toCompletableFuture().join();
    assertEquals("{}", reply.data().toString());
    fixture.around.sessions.remove(session);
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    fixture.settle(thing);
    assertEquals(
        "{\"temperature\":20.0}",
        fixture.deliver("thing.service.property.get", "[\"temperature\"]").data().toString());
  }

  @Test
  void splitsAmongHandlersByTheirProperties() {
    Map<String, Map<String, Object>> parts = new LinkedHashMap<>();
    handler(part(parts, "rest"));
    handler(part(parts, "power"), "power");
    handler(part(parts, "two"), "temperature", "mode");
    Map<String, Object> elsewhere = new HashMap<>(properties("label"));
    elsewhere.put("connection", "other");
    fixture.around.handlers.add(part(parts, "elsewhere"), elsewhere);
    Reply reply =
        fixture.deliver(
            SET, "{\"label\":\"x\",\"mode\":0,\"power\":1,\"temperature\":1,\"installed\":2}");
    assertTrue(reply.isSuccess());
    assertEquals(
        Map.of(
            "rest", Map.of("label", "x", "installed", 2L),
            "power", Map.of("power", true),
            "two", Map.of("mode", 0, "temperature", 1.0)),
        parts);
  }

  private static PropertySetHandler part(Map<String, Map<String, Object>> parts, String name) {
    return values -> {
      parts.put(name, values);
      return CompletableFuture.completedFuture(Reply.success());
    };
  }

  @Test
  void saysSoIfNobodySetsAProperty() {
    handler(everything, "power");
    Reply reply = fixture.deliver(SET, "{\"power\":1,\"mode\":1,\"label\":\"x\"}");
    assertEquals(ResultCode.REQUEST_ERROR, reply.code());
    assertEquals(
        "no handler on this device for the properties mode, label", reply.message().orElseThrow());
    assertEquals(List.of(), set);
    fixture.around.handlers.remove(everything, Map.of());
    assertEquals(400, fixture.deliver(SET, "{\"power\":1}").code().value());
  }

  @Test
  void answersForHandlersThatFail() {
    List<PropertySetHandler> failing =
        List.of(
            values -> {
              throw new IllegalStateException("stuck");
            },
            values -> CompletableFuture.failedFuture(new IllegalStateException("stuck")),
            values -> null,
            values ->
                CompletableFuture.completedFuture(Reply.failure(new ResultCode(100_001), "stuck")));
    List<Integer> codes = new ArrayList<>();
    for (PropertySetHandler handler : failing) {
      handler(handler);
      Reply reply = fixture.deliver(SET, "{\"power\":1}");
      codes.add(reply.code().value());
      assertTrue(reply.message().isPresent());
      fixture.around.handlers.remove(handler, Map.of());
    }
    assertEquals(List.of(400, 400, 400, 100_001), codes);
    assertEquals(List.of(), fixture.link.sent());
  }

  @Test
  void stopsAtTheFirstFailureAndTellsWhatWasSet() {
    handler(everything, "power");
    handler(values -> CompletableFuture.failedFuture(new IllegalStateException("stuck")), "mode");
    handler(values -> note(values), "label");
    Reply reply = fixture.deliver(SET, "{\"power\":1,\"mode\":1,\"label\":\"x\"}");
    assertEquals(400, reply.code().value());
    assertEquals(List.of(Map.of("power", true)), set);
    assertEquals(
        "{\"power\":1}",
        fixture.link.last().params().toString(),
        "what was set all the same is reported");
  }

  @Test
  void readsFromSourcesOrTellsTheLastValue() {
    thing.post(PropertyPost.durable(Map.of("temperature", 20, "count", 3)));
    handler(everything);
    fixture.deliver(SET, "{\"power\":1}");
    source(ids -> Map.of("temperature", 21.5, "label", "not asked for"), "temperature", "mode");
    Reply reply =
        fixture.deliver(GET, "[\"temperature\",\"power\",\"count\",\"mode\",\"installed\"]");
    assertTrue(reply.isSuccess());
    assertEquals("{\"temperature\":21.5,\"power\":1,\"count\":3}", reply.data().toString());
    assertEquals("{}", fixture.deliver(GET, "[]").data().toString());
  }

  @Test
  void writesWhatItReadsAsThePlatformWantsIt() {
    source(ids -> Map.of("installed", 5L, "power", "true"));
    assertEquals(
        "{\"installed\":\"5\"}", fixture.deliver(GET, "[\"installed\"]").data().toString());
    assertEquals("{\"power\":1}", fixture.deliver(GET, "[\"power\"]").data().toString());
  }

  @Test
  void refusesToReadWhatCannotBeRead() {
    assertRefused("[\"stranger\"]", "stranger: is not a property of the thing model");
    assertRefused("[\"power\",\"code\"]", "code: cannot be read");
    assertRefused("[1]", "params is not an array of identifiers");
    assertRefused("{}", "params is not an array of identifiers");
    assertRefused("nonsense", "params is not an array of identifiers");
  }

  private void assertRefused(String params, String words) {
    Reply reply = fixture.deliver(GET, params);
    assertEquals(460, reply.code().value());
    assertEquals(words, reply.message().orElseThrow());
  }

  @Test
  void answersForSourcesThatFail() {
    PropertySource failing =
        ids -> {
          throw new IllegalStateException("sensor gone");
        };
    fixture.around.sources.add(failing, properties("mode"));
    Reply reply = fixture.deliver(GET, "[\"power\",\"mode\"]");
    assertEquals(400, reply.code().value());
    assertEquals("sensor gone", reply.message().orElseThrow());
    source(ids -> Map.of("temperature", new Object()), "temperature");
    assertEquals(400, fixture.deliver(GET, "[\"temperature\"]").code().value());
  }

  @Test
  void oneValueThatIsNoneHidesNoOther() {
    Map<String, Object> values = new HashMap<>();
    values.put("temperature", Double.NaN);
    values.put("mode", null);
    values.put("count", 3);
    source(ids -> values);
    Reply reply = fixture.deliver(GET, "[\"temperature\",\"mode\",\"count\"]");
    assertTrue(reply.isSuccess(), reply.toString());
    assertEquals("{\"count\":3}", reply.data().toString());
    assertEquals("temperature: NaN is no value", reply.message().orElse(""));
    Reply alone = fixture.deliver(GET, "[\"temperature\"]");
    assertEquals(400, alone.code().value());
    assertEquals("temperature: NaN is no value", alone.message().orElse(""));
  }

  private interface Reading {
    Map<String, Object> of(Set<String> identifiers);
  }

  private void source(Reading reading, Object... identifiers) {
    fixture.around.sources.add(
        ids -> CompletableFuture.completedFuture(reading.of(ids)), properties(identifiers));
  }

  @Test
  void answersForAHandlerThatIsLateAndSaysWhatWasSetBefore() {
    handler(values -> CompletableFuture.completedFuture(Reply.success()), "power");
    CompletableFuture<Reply> never = new CompletableFuture<>();
    handler(values -> never, "mode");
    CompletableFuture<Reply> answer = fixture.deliver("1", SET, "{\"power\":1,\"mode\":1}");
    fixture.time.leap(Duration.ofSeconds(15).minusMillis(1));
    assertFalse(answer.isDone());
    fixture.time.leap(Duration.ofMillis(1));
    assertEquals(ResultCode.REQUEST_ERROR, answer.join().code());
    assertEquals(
        "the handler did not answer in time; set before it: [power]",
        answer.join().message().orElse(""));
    assertEquals("{\"power\":1}", fixture.link.last().params().toString());
    int sent = fixture.link.sent().size();
    never.complete(Reply.success());
    assertEquals(sent, fixture.link.sent().size(), "what came too late is not reported");
  }

  @Test
  void answersForASourceThatIsLate() {
    fixture.around.sources.add(identifiers -> new CompletableFuture<>(), Map.of());
    CompletableFuture<Reply> answer = fixture.deliver("1", GET, "[\"power\"]");
    fixture.time.leap(Duration.ofSeconds(15));
    assertEquals(ResultCode.REQUEST_ERROR, answer.join().code());
  }

  @Test
  void refusesWhatIsNoNumberOrTooMuchEvenWithoutAModel() {
    ThingFixture bare = new ThingFixture();
    bare.appear(bare.session, ThingFixture.CONNECTION);
    bare.settle(bare.thing(Optional.empty()));
    bare.around.handlers.add(everything, Map.of());
    for (String params :
        List.of(
            "{\"a\":1e400}",
            "{\"a\":{\"b\":[1,-1e999]}}",
            "{\"a\":" + "9".repeat(500) + "}",
            "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "{\"a\":NaN}",
            "{\"a\":null}",
            "[]",
            "1",
            "")) {
      assertEquals(ResultCode.PARAMETER_ERROR, bare.deliver(SET, params).code(), params);
    }
    for (String params : List.of("{}", "[1]", "[null]", "[[]]", "\"a\"", "[\"a\"", "")) {
      assertEquals(ResultCode.PARAMETER_ERROR, bare.deliver(GET, params).code(), params);
    }
    assertEquals(List.of(), set);
    assertEquals(List.of(), bare.link.sent());
  }
}
