/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.thing.Events;

class EventTest extends PlatformFixture {

  /** Some send more than a device may. */
  @Override
  SimulatorOptions options() {
    return super.options().withLimits(Limits.NONE);
  }

  private static final String ALARM = "thing/event/alarm/post";
  private static final String HISTORY = "thing/event/property/history/post";
  private static final String BATCH = "thing/event/property/batch/post";

  private static String request(String params) {
    return "{\"id\":\"1\",\"version\":\"1.0\",\"params\":" + params + "}";
  }

  private List<Events.Occurrence> events() {
    return simulator.capabilities().events().of(KEY);
  }

  @Test
  void bareAndTimedEventsAreKept() throws Exception {
    TestClient client = client().connect();
    assertEquals(200, client.ask(ALARM, request("{\"errorCode\":\"e\"}")).get("code").getAsInt());
    String timed = "{\"value\":{\"errorCode\":\"f\",\"level\":3},\"time\":1524448722000}";
    assertEquals(200, client.ask(ALARM, request(timed)).get("code").getAsInt());
    assertEquals("{\"errorCode\":\"e\"}", events().get(0).output().toString());
    assertEquals(clock.millis(), events().get(0).time());
    assertEquals("alert", events().get(1).type());
    assertEquals("{\"errorCode\":\"f\",\"level\":3}", events().get(1).output().toString());
    assertEquals(1524448722000L, events().get(1).time());
    JsonArray items = restJson("GET", devicePath("/events"), "").getAsJsonArray("items");
    assertEquals(2, items.size());
    assertEquals("alarm", items.get(0).getAsJsonObject().get("event").getAsString());
  }

  @Test
  void anOutputCalledValueIsNoWrapping() throws Exception {
    TestClient client = client().connect();
    JsonObject reply = client.ask("thing/event/reading/post", request("{\"value\":{\"x\":1}}"));
    assertEquals(200, reply.get("code").getAsInt(), reply.toString());
    assertEquals("{\"value\":{\"x\":1}}", events().get(0).output().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "thing/event/alarm/post;[]",
        "thing/event/alarm/post;null",
        "thing/event/alarm/post;{\"none\":1}",
        "thing/event/alarm/post;{\"level\":10}",
        "thing/event/alarm/post;{\"level\":\"1\"}",
        "thing/event/alarm/post;{\"errorCode\":\"12345678901234567\"}",
        "thing/event/alarm/post;{\"value\":{\"level\":10},\"time\":1}",
        "thing/event/alarm/post;{\"value\":{},\"time\":\"1\"}",
        "thing/event/reading/post;{}"
      })
  void whatTheModelDoesNotKnowIs460(String path, String params) throws Exception {
    JsonObject reply = client().connect().ask(path, request(params));
    assertEquals(460, reply.get("code").getAsInt(), reply.toString());
    assertTrue(events().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"thing/event/none/post", "thing/event/post/post"})
  void anEventThatTheModelLacksIs6300(String path) throws Exception {
    JsonObject reply = client().connect().ask(path, request("{}"));
    assertEquals(6300, reply.get("code").getAsInt(), reply.toString());
    assertTrue(events().isEmpty());
  }

  @Test
  void onlyTheLastAreKept() throws Exception {
    TestClient client = client().connect();
    for (int i = 0; i <= Events.KEPT; i++) {
      client.ask(ALARM, request("{\"level\":" + i % 10 + "}"));
    }
    assertEquals(Events.KEPT, events().size());
    assertEquals("{\"level\":1}", events().get(0).output().toString());
  }

  @Test
  void historyFillsThePastAndNotThePresent() throws Exception {
    TestClient client = client().connect();
    client.ask("thing/event/property/post", request("{\"level\":{\"value\":9,\"time\":2000}}"));
    String history =
        "[{\"identity\":{\"productKey\":\"pkTest\",\"deviceName\":\"device-1\"},"
            + "\"properties\":[{\"level\":{\"value\":1,\"time\":1000}},"
            + "{\"temperature\":{\"value\":2.5,\"time\":1000}}],"
            + "\"events\":[{\"alarm\":{\"value\":{\"level\":1},\"time\":900}}]}]";
    assertEquals(200, client.ask(HISTORY, request(history)).get("code").getAsInt());
    var properties = simulator.registry().required(KEY).properties();
    assertEquals("9", properties.get("level").value().toString());
    assertEquals("2.5", properties.get("temperature").value().toString());
    assertEquals(900, events().get(0).time());
  }

  @Test
  void aBatchBringsManyValues() throws Exception {
    String batch =
        "{\"properties\":{\"level\":[{\"value\":1,\"time\":1},{\"value\":2,\"time\":2}]},"
            + "\"events\":{\"alarm\":[{\"value\":{\"level\":1},\"time\":1}]}}";
    assertEquals(200, client().connect().ask(BATCH, request(batch)).get("code").getAsInt());
    var level = simulator.registry().required(KEY).properties().get("level");
    assertEquals("2", level.value().toString());
    assertEquals(1, events().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[{\"properties\":{}}]",
        "[{\"events\":[{\"none\":{}}]}]",
        "[{\"identity\":{\"productKey\":\"pkTest\",\"deviceName\":\"other\"}}]",
        "[{\"properties\":[1]}]"
      })
  void badHistoryIs460(String params) throws Exception {
    assertEquals(460, client().connect().ask(HISTORY, request(params)).get("code").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{\"properties\":[]}", "{\"properties\":{\"level\":1}}", "{\"events\":1}"})
  void aBadBatchIs460(String params) throws Exception {
    assertEquals(460, client().connect().ask(BATCH, request(params)).get("code").getAsInt());
  }

  @Test
  void moreThan200ValuesAre6106() throws Exception {
    String values = "{\"value\":1},".repeat(200) + "{\"value\":1}";
    String batch = "{\"properties\":{\"level\":[" + values + "]}}";
    assertEquals(6106, client().connect().ask(BATCH, request(batch)).get("code").getAsInt());
  }

  @Test
  void theTimeOfAnEventIsAtMostADayAhead() throws Exception {
    TestClient client = client().connect();
    long latest = clock.millis() + Duration.ofHours(24).toMillis();
    String event = "{\"id\":\"1\",\"params\":{\"value\":{\"level\":1},\"time\":%d}}";
    assertEquals(460, client.ask(ALARM, event.formatted(latest + 1)).get("code").getAsInt());
    assertEquals(200, client.ask(ALARM, event.formatted(latest)).get("code").getAsInt());
  }
}
