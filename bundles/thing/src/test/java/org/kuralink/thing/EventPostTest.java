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
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.FakeDeviceLink.Sent;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.EventPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.thing.Thing;

class EventPostTest {

  private final ThingFixture fixture = new ThingFixture();

  private static PostResult join(CompletionStage<PostResult> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Map<String, Object> alarm() {
    return Map.of("code", "3");
  }

  private static Map<String, Object> whole() {
    Map<String, Object> outputs = new HashMap<>(alarm());
    outputs.put("at", 1524448722000L);
    return outputs;
  }

  private void assertSent(String method, String params) {
    Sent sent = fixture.link.last();
    assertEquals(method, sent.method());
    assertEquals(params, sent.params().toString());
  }

  private void assertRejected(Thing thing, EventPost post, String words) {
    CompletionException e = assertThrows(CompletionException.class, () -> join(thing.post(post)));
    assertInstanceOf(RejectedPostException.class, e.getCause());
    assertTrue(e.getCause().getMessage().contains(words), e.getCause().getMessage());
    assertEquals(List.of(), fixture.link.sent());
  }

  @Test
  void postsOutputsInTheFormOfTheirTypes() {
    Thing thing = fixture.withModel();
    assertTrue(join(thing.post(EventPost.durable("alarm", whole()))).isSuccess());
    String params = fixture.link.last().params().toString();
    assertTrue(
        params.contains("\"code\":3") && params.contains("\"at\":\"1524448722000\""), params);
    assertEquals(RequestOptions.DURABLE, fixture.link.last().options());
  }

  @Test
  void postsWithATime() {
    Thing thing = fixture.withModel();
    EventValue event = EventValue.of(Map.of(), 1524448722000L);
    join(thing.post(new EventPost("tick", event, RequestOptions.TRANSIENT)));
    assertSent("thing.event.tick.post", "{\"value\":{},\"time\":1524448722000}");
    join(thing.post(EventPost.transientPost("tick", Map.of())));
    assertSent("thing.event.tick.post", "{}");
  }

  @Test
  void rejectsWhatTheModelDoesNotAllow() {
    Thing thing = fixture.withModel();
    assertRejected(
        thing, EventPost.durable("alarm", Map.of("code", 10, "at", 1)), "alarm.code: 10 is not");
    assertRejected(thing, EventPost.durable("tick", Map.of("x", 1)), "tick.x: is not a member");
    assertRejected(
        thing,
        EventPost.durable("stranger", Map.of()),
        "stranger: is not an event of the thing model");
  }

  @Test
  void whatIsNotSaidToBeRequiredGoesOutWithOneWarning() {
    Thing thing = fixture.withModel();
    try (LoggedLines log = new LoggedLines()) {
      assertTrue(join(thing.post(EventPost.durable("alarm", alarm()))).isSuccess());
      assertSent("thing.event.alarm.post", "{\"code\":3}");
      assertTrue(join(thing.post(EventPost.durable("alarm", Map.of()))).isSuccess());
      assertTrue(join(thing.post(EventPost.durable("alarm", Map.of()))).isSuccess());
      assertEquals(1, log.with("alarm.at: is missing").size());
      assertEquals(1, log.with("alarm.code: is missing").size());
    }
  }

  @Test
  void anEventOfAModuleOfWhichNothingIsKnownGoesOut() {
    Thing thing = fixture.withModel();
    assertTrue(join(thing.post(EventPost.durable("EnvMod:hot", Map.of("x", 1)))).isSuccess());
    assertSent("thing.event.EnvMod:hot.post", "{\"x\":1}");
  }

  @Test
  void rejectsWhatIsNoIdentifierWhateverTheValidation() {
    Thing thing = fixture.withModel("validation", "off");
    for (String name : List.of("", "property", "a/b", "a.b", "+", "#", "a b")) {
      assertRejected(thing, EventPost.durable(name, Map.of()), "is not an identifier of an event");
    }
  }

  @Test
  void sendsWithAWarningOrUnchecked() {
    Thing thing = fixture.withModel("validation", "warn");
    PostResult result = join(thing.post(EventPost.durable("alarm", Map.of("code", 99))));
    assertEquals(1, result.violations().size());
    assertSent("thing.event.alarm.post", "{\"code\":99}");
    ThingFixture other = new ThingFixture();
    result = join(other.withModel("validation", "off").post(EventPost.durable("x", alarm())));
    assertEquals(List.of(), result.violations());
    assertEquals("thing.event.x.post", other.link.last().method());
  }

  @Test
  void tellsAnOutputCalledValueFromTheWhole() {
    Thing thing = fixture.withModel("validation", "off");
    join(thing.post(EventPost.durable("x", Map.of("value", 1))));
    assertSent("thing.event.x.post", "{\"value\":{\"value\":1}}");
  }

  @Test
  void neverSendsWhatJsonCannotSay() {
    Thing thing = fixture.withModel("validation", "warn");
    Map<String, Object> outputs = new HashMap<>();
    outputs.put("code", null);
    assertRejected(thing, EventPost.durable("x", outputs), "null is no value");
    assertRejected(thing, EventPost.durable("x", Map.of("a", Double.NaN)), "NaN is no value");
  }

  @Test
  void failsWithoutASessionAndIfRefused() {
    Thing thing = fixture.withModel();
    fixture.link.refuseWith(LinkException.Reason.QUEUE_FULL);
    EventPost post = EventPost.durable("tick", Map.of());
    assertThrows(CompletionException.class, () -> join(thing.post(post)));
    fixture.around.sessions.remove(fixture.session);
    CompletionException e = assertThrows(CompletionException.class, () -> join(thing.post(post)));
    assertEquals(LinkException.Reason.OFFLINE, ((LinkException) e.getCause()).reason());
  }
}
