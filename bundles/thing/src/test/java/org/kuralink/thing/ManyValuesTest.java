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

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.FakeDeviceLink.Sent;
import org.kuralink.api.connection.RequestOptions;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.api.thing.RejectedPostException;
import org.kuralink.api.thing.Thing;

/** Batches and history. */
class ManyValuesTest {

  private static final String BATCH = "thing.event.property.batch.post";
  private static final String HISTORY = "thing.event.property.history.post";

  private final ThingFixture fixture = new ThingFixture();

  private static BatchPost batch(
      Map<String, List<PropertyValue>> properties, Map<String, List<EventValue>> events) {
    return new BatchPost(properties, events, RequestOptions.DURABLE);
  }

  private static HistoryPost history(
      List<Map<String, PropertyValue>> properties, List<Map<String, EventValue>> events) {
    return new HistoryPost(properties, events, RequestOptions.DURABLE);
  }

  private static String rejection(Runnable post) {
    CompletionException e = assertThrows(CompletionException.class, post::run);
    assertInstanceOf(RejectedPostException.class, e.getCause());
    return e.getCause().getMessage();
  }

  @Test
  void postsABatch() {
    Thing thing = fixture.withModel();
    Map<String, List<PropertyValue>> properties = new LinkedHashMap<>();
    properties.put("power", List.of(PropertyValue.of(true, 1), PropertyValue.of(0, 2)));
    properties.put("mode", List.of(PropertyValue.of(1)));
    Map<String, List<EventValue>> events = Map.of("tick", List.of(EventValue.of(Map.of(), 3)));
    thing.post(batch(properties, events)).toCompletableFuture().join();
    assertEquals(BATCH, fixture.link.last().method());
    assertEquals(
        "{\"properties\":{\"power\":[{\"value\":1,\"time\":1},{\"value\":0,\"time\":2}],"
            + "\"mode\":[1]},\"events\":{\"tick\":[{\"value\":{},\"time\":3}]}}",
        fixture.link.last().params().toString());
  }

  @Test
  void postsHistory() {
    Thing thing = fixture.withModel();
    Map<String, PropertyValue> first = new LinkedHashMap<>();
    first.put("power", PropertyValue.of(true, 1));
    first.put("mode", PropertyValue.of(1, 1));
    thing
        .post(
            history(
                List.of(first, Map.of("power", PropertyValue.of(false, 2))),
                List.of(Map.of("tick", EventValue.of(Map.of(), 3)))))
        .toCompletableFuture()
        .join();
    assertEquals(HISTORY, fixture.link.last().method());
    assertEquals(
        "[{\"identity\":{\"productKey\":\"pk\",\"deviceName\":\"dn\"},"
            + "\"properties\":[{\"power\":{\"value\":1,\"time\":1},\"mode\":{\"value\":1,\"time\":1}},"
            + "{\"power\":{\"value\":0,\"time\":2}}],"
            + "\"events\":[{\"tick\":{\"value\":{},\"time\":3}}]}]",
        fixture.link.last().params().toString());
  }

  @Test
  void rejectsAllIfOneCannotBeRight() {
    Thing thing = fixture.withModel();
    List<PropertyValue> values = List.of(PropertyValue.of(1), PropertyValue.of(121));
    assertEquals(
        "temperature[1]: 121 is not allowed: -40.0 to 120.0",
        rejection(
            () ->
                thing
                    .post(batch(Map.of("temperature", values), Map.of()))
                    .toCompletableFuture()
                    .join()));
    assertEquals(
        "properties[0].stranger: is not a property of the thing model; "
            + "events[0].tick: has no time, which a history post needs",
        rejection(
            () ->
                thing
                    .post(
                        history(
                            List.of(Map.of("stranger", PropertyValue.of(1, 1))),
                            List.of(Map.of("tick", EventValue.of(Map.of())))))
                    .toCompletableFuture()
                    .join()));
    assertEquals(List.of(), fixture.link.sent());
  }

  @Test
  void sendsNothingForNothing() {
    Thing thing = fixture.withModel();
    assertTrue(thing.post(batch(Map.of(), Map.of())).toCompletableFuture().join().isSuccess());
    assertTrue(thing.post(history(List.of(), List.of())).toCompletableFuture().join().isSuccess());
    assertEquals(List.of(), fixture.link.sent());
  }

  /** For any post: no value is lost, doubled or reordered, and no message is too large. */
  @Test
  void splitsByTheLimitsOfThePlatform() {
    Random random = new Random(3);
    for (int round = 0; round < 100; round++) {
      ThingFixture other = new ThingFixture();
      Thing thing = other.withModel("validation", "off");
      List<Map<String, PropertyValue>> moments = new ArrayList<>();
      Map<String, List<PropertyValue>> values = new LinkedHashMap<>();
      List<String> expected = new ArrayList<>();
      int count = 0;
      for (int m = 0; m < random.nextInt(8); m++) {
        Map<String, PropertyValue> moment = new LinkedHashMap<>();
        int width = random.nextInt(300);
        for (int p = 0; p < width; p++) {
          String text = "x".repeat(random.nextInt(round % 2 == 0 ? 10 : 2_000));
          moment.put("p" + p, PropertyValue.of(text, ++count));
          values.computeIfAbsent("p" + p, name -> new ArrayList<>()).add(moment.get("p" + p));
          expected.add("p" + p + "=" + count);
        }
        moments.add(moment);
      }
      thing.post(history(moments, List.of())).toCompletableFuture().join();
      assertEquals(expected, posted(other.link.sent(HISTORY)));
      thing.post(batch(values, Map.of())).toCompletableFuture().join();
      int total = 0;
      for (Sent sent : other.link.sent(BATCH)) {
        int inMessage = 0;
        JsonObject params = JsonParser.parseString(sent.params().toString()).getAsJsonObject();
        for (Map.Entry<String, JsonElement> entry :
            params.getAsJsonObject("properties").entrySet()) {
          inMessage += entry.getValue().getAsJsonArray().size();
        }
        assertTrue(inMessage <= 200);
        assertTrue(sent.params().length() < 128 * 1024);
        total += inMessage;
      }
      assertEquals(count, total);
    }
  }

  private static List<String> posted(List<Sent> messages) {
    List<String> posted = new ArrayList<>();
    for (Sent sent : messages) {
      assertTrue(sent.params().length() < 128 * 1024);
      JsonArray devices = JsonParser.parseString(sent.params().toString()).getAsJsonArray();
      int before = posted.size();
      for (JsonElement moment : devices.get(0).getAsJsonObject().getAsJsonArray("properties")) {
        moment
            .getAsJsonObject()
            .entrySet()
            .forEach(
                e -> posted.add(e.getKey() + "=" + e.getValue().getAsJsonObject().get("time")));
      }
      assertTrue(posted.size() - before <= 200);
    }
    return posted;
  }
}
