/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.registry.Device;
import org.kuralink.simulator.tsl.Tsl;

class PropertyTest extends PlatformFixture {
  private static final String POST = "thing/event/property/post";

  private Device device() throws Exception {
    return simulator.registry().required(KEY);
  }

  private static String params(String params) {
    return "{\"id\":\"7\",\"version\":\"1.0\",\"params\":"
        + params
        + ",\"method\":\"thing.event.property.post\"}";
  }

  @Test
  void bareAndTimedValuesAreKept() throws Exception {
    JsonObject reply =
        client()
            .connect()
            .ask(
                POST,
                params(
                    "{\"level\":5,\"temperature\":{\"value\":23.5,\"time\":1524448722000},"
                        + "\"place\":{\"value\":1.5,\"time\":3},"
                        + "\"list\":{\"value\":[1,2]}}"));
    assertEquals(new JsonPrimitive("7"), reply.get("id"));
    assertEquals(200, reply.get("code").getAsInt());
    assertEquals(new JsonObject(), reply.get("data"));
    assertEquals("5", device().properties().get("level").value().toString());
    assertEquals(clock.millis(), device().properties().get("level").time());
    assertEquals("23.5", device().properties().get("temperature").value().toString());
    assertEquals(1524448722000L, device().properties().get("temperature").time());
    assertEquals(
        "{\"value\":1.5,\"time\":3}", device().properties().get("place").value().toString());
    assertEquals("[1,2]", device().properties().get("list").value().toString());
  }

  @Test
  void whatTheModelDoesNotAllowIsNamedInTheDataOfAReplyThatIsStillSuccess() throws Exception {
    JsonObject reply =
        client()
            .connect()
            .ask(
                POST,
                params(
                    "{\"level\":101,\"unknown\":1,\"serial\":\"123456789\",\"on\":true,"
                        + "\"mode\":1,\"since\":5,\"list\":[1,2,3,4],\"temperature\":\"warm\"}"));
    assertEquals(200, reply.get("code").getAsInt());
    assertTrue(device().properties().isEmpty());
    JsonObject data = reply.getAsJsonObject("data");
    assertEquals(
        Set.of("level", "unknown", "serial", "on", "mode", "since", "list", "temperature"),
        data.keySet());
    assertEquals("tsl parse: params not exist", data.get("unknown").getAsString());
    assertEquals("tsl parse: more than 100 -> level", data.get("level").getAsString());
  }

  /**
   * A device whose clock has not been set says 0, and one that builds its JSON by hand says twice.
   */
  @Test
  void aTimeOfZeroIsATimeAndOfAKeyThatIsThereTwiceTheLastCounts() throws Exception {
    JsonObject reply =
        client()
            .connect()
            .ask(
                POST,
                "{\"id\":\"1\",\"id\":\"7\",\"version\":\"1.0\",\"params\":"
                    + "{\"level\":1,\"level\":5,\"temperature\":{\"value\":23.5,\"time\":0}}}");
    assertEquals(new JsonPrimitive("7"), reply.get("id"));
    assertEquals(200, reply.get("code").getAsInt());
    assertEquals(new JsonObject(), reply.get("data"));
    assertEquals("5", device().properties().get("level").value().toString());
    assertEquals("23.5", device().properties().get("temperature").value().toString());
    assertEquals(0, device().properties().get("temperature").time());
  }

  @Test
  void aTimeBeyondAnyIsNoTime() throws Exception {
    JsonObject reply =
        client().connect().ask(POST, params("{\"temperature\":{\"value\":23.5,\"time\":1e300}}"));
    assertEquals(200, reply.get("code").getAsInt());
    assertEquals(Set.of("temperature"), reply.getAsJsonObject("data").keySet());
    assertTrue(device().properties().isEmpty());
  }

  @Test
  void whoDeclinesTheReplyGetsNone() throws Exception {
    TestClient client = client().connect();
    String post = "{\"id\":\"%s\",\"params\":{\"level\":%s},\"sys\":{\"ack\":%s}}";
    client.publish(client.sys(POST), post.formatted("1", "5", "0"), 0);
    assertEquals("2", client.ask(POST, post.formatted("2", "6", "1")).get("id").getAsString());
    String beyond = post.formatted("3", "7", "4294967296");
    assertEquals("3", client.ask(POST, beyond).get("id").getAsString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"level\":5,\"unknown\":1}",
        "{\"level\":{\"value\":5,\"time\":3},\"unknown\":{\"value\":1,\"time\":3}}"
      })
  void whatIsTakenIsNotNamed(String values) throws Exception {
    JsonObject data = client().connect().ask(POST, params(values)).getAsJsonObject("data");
    assertEquals(Set.of("unknown"), data.keySet());
    assertEquals("5", device().properties().get("level").value().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "history;[{\"properties\":[{\"level\":{\"value\":500,\"time\":3}},{\"on\":1}]}]",
        "batch;{\"properties\":{\"level\":[{\"value\":5,\"time\":3},{\"value\":500}],\"on\":[1]}}"
      })
  void soDoesThatToValuesOfThePast(String kind, String values) throws Exception {
    JsonObject reply =
        client().connect().ask("thing/event/property/" + kind + "/post", params(values));
    assertEquals(200, reply.get("code").getAsInt());
    assertEquals("{\"level\":\"tsl parse: more than 100 -> level\"}", reply.get("data").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1|exp-topic|/sys/x\"", "7", "0", "4294967295", "1.50", "\"\\u00e9\""})
  void theIdComesBackInItsOwnType(String id) throws Exception {
    JsonObject reply = client().connect().ask(POST, "{\"id\":" + id + ",\"params\":{\"level\":1}}");
    JsonElement sent = org.kuralink.simulator.json.StrictJson.parse(id);
    assertEquals(sent.toString(), reply.get("id").toString());
    assertEquals(200, reply.get("code").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "nothing",
        "[]",
        "\"text\"",
        "{\"id\":\"1\"}",
        "{\"id\":\"1\",\"params\":[]}",
        "{\"id\":\"1\",\"params\":{}} more",
        "{\"id\":null,\"params\":{}}",
        "{\"id\":true,\"params\":{}}",
        "{\"id\":{},\"params\":{}}",
        "{'id':'1','params':{}}",
        "{\"id\":\"1\",\"params\":{\"level\":NaN}}",
        "{\"id\":\"1\",\"params\":{\"level\":1e999999999}}",
        "{\"id\":\"1\",\"params\":{\"level\":01}}"
      })
  void malformedRequestsAre460(String payload) throws Exception {
    TestClient client = client().connect();
    assertEquals(460, client.ask(POST, payload).get("code").getAsInt());
    assertEquals(200, client.ask(POST, params("{\"level\":1}")).get("code").getAsInt());
  }

  @Test
  void invalidUtf8Is460() throws Exception {
    byte[] payload = params("{\"serial\":\"??\"}").getBytes(UTF_8);
    int at = new String(payload, UTF_8).indexOf("??");
    payload[at] = (byte) 0xc3;
    payload[at + 1] = (byte) 0x28;
    TestClient client = client().connect();
    assertEquals(460, client.ask(POST, payload).get("code").getAsInt());
    JsonObject shown =
        restJson("GET", "/api/v1/messages?limit=1000", "")
            .getAsJsonArray("items")
            .get(0)
            .getAsJsonObject();
    assertEquals("base64", shown.get("encoding").getAsString());
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 1000, 100_000})
  void deepNestingIs460(int depth) throws Exception {
    String deep = "[".repeat(depth) + "]".repeat(depth);
    TestClient client = client().connect();
    JsonObject reply = client.ask(POST, params("{\"list\":" + deep + "}"));
    assertEquals(460, reply.get("code").getAsInt());
  }

  @Test
  void atMost200PropertiesFitInAMessage() throws Exception {
    TestClient client = client().connect();
    assertEquals(200, client.ask(POST, many(200)).get("code").getAsInt());
    assertEquals(6106, client.ask(POST, many(201)).get("code").getAsInt());
  }

  private static String many(int count) {
    return params(
        IntStream.range(0, count)
            .mapToObj(i -> "\"p" + i + "\":1")
            .collect(Collectors.joining(",", "{", "}")));
  }

  @ParameterizedTest
  @ValueSource(ints = {256 * 1024 + 1, 300 * 1024, 10 * 1024 * 1024})
  void aPayloadOverTheLimitEndsTheSession(int size) throws Exception {
    TestClient client = client().connect();
    client.publish(client.sys(POST), new byte[size], 1);
    client.awaitLoss();
    assertEquals(0, client().refusal());
  }

  @Test
  void thePayloadLimitItselfIsTaken() throws Exception {
    String text = params("{\"serial\":\"" + "x".repeat(256 * 1024) + "\"}");
    JsonObject reply =
        client()
            .connect()
            .ask(POST, text.replaceFirst("x{" + (text.length() - 256 * 1024) + "}", ""));
    assertEquals(200, reply.get("code").getAsInt());
    assertTrue(device().properties().isEmpty());
  }

  @Test
  void noReplyIsSentWhereNoneIsWanted() throws Exception {
    TestClient client = client().connect();
    client.publish(
        client.sys(POST), "{\"id\":\"1\",\"sys\":{\"ack\":0},\"params\":{\"level\":9}}", 0);
    JsonObject reply = client.ask(POST, params("{\"level\":10}"));
    assertEquals("7", reply.get("id").getAsString());
    assertFalse(device().properties().isEmpty());
  }

  @Test
  void theThingModelIsTold() throws Exception {
    TestClient client = client().connect();
    JsonObject reply =
        client.ask(
            "thing/dsltemplate/get",
            "{\"id\":\"1\",\"params\":{},\"method\":\"thing.dsltemplate.get\"}");
    JsonObject model = reply.getAsJsonObject("data");
    assertEquals(200, reply.get("code").getAsInt());
    assertEquals("device-1", model.getAsJsonObject("profile").get("deviceName").getAsString());
    assertEquals(8, model.getAsJsonArray("properties").size());
    assertEquals(
        460,
        client.ask("thing/dsltemplate/get", "{\"id\":\"1\",\"params\":3}").get("code").getAsInt());
    simulator.registry().deleteDevice(KEY);
  }

  @Test
  void customModulesAreNamedToldAndTakeTheirValues() throws Exception {
    Tsl model =
        Tsl.parse(
            StrictJson.parse(
                """
                [{"properties": []},
                 {"functionBlockId": "EnvMod", "properties": [
                   {"identifier": "Temp", "accessMode": "r", "dataType": {"type": "int"}}],
                  "events": [{"identifier": "hot", "outputData": []}]}]
                """));
    simulator.registry().changeProduct(KEY.productKey(), product -> product.withTsl(model));
    TestClient client = client().connect();
    JsonObject main =
        client.ask("thing/dsltemplate/get", "{\"id\":\"1\",\"params\":{}}").getAsJsonObject("data");
    assertEquals("[{\"functionBlockId\":\"EnvMod\"}]", main.get("functionBlocks").toString());
    JsonObject module =
        client.ask(
            "thing/dsltemplate/get", "{\"id\":\"2\",\"params\":{\"functionBlockId\":\"EnvMod\"}}");
    assertEquals(1, module.getAsJsonObject("data").getAsJsonArray("properties").size());
    assertEquals(
        460,
        client
            .ask(
                "thing/dsltemplate/get", "{\"id\":\"3\",\"params\":{\"functionBlockId\":\"Nope\"}}")
            .get("code")
            .getAsInt());
    JsonObject reply =
        client.ask(POST, params("{\"EnvMod:Temp\":21,\"EnvMod:Nope\":1,\"Temp\":1}"));
    assertEquals(Set.of("EnvMod:Nope", "Temp"), reply.getAsJsonObject("data").keySet());
    assertEquals("21", device().properties().get("EnvMod:Temp").value().toString());
    JsonObject event = client.ask("thing/event/EnvMod:hot/post", "{\"id\":\"4\",\"params\":{}}");
    assertEquals(200, event.get("code").getAsInt());
  }

  @Test
  void unknownMethodsAreAnswered() throws Exception {
    JsonObject reply = client().connect().ask("thing/wonder/get", "{\"id\":3,\"params\":{}}");
    assertEquals(400, reply.get("code").getAsInt());
    assertEquals("3", reply.get("id").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "post;{\"level\":{\"value\":5,\"time\":%d}}",
        "history/post;[{\"properties\":[{\"level\":{\"value\":5,\"time\":%d}}]}]",
        "batch/post;{\"properties\":{\"level\":[{\"value\":5,\"time\":%d}]}}"
      })
  void aTimeIsAtMostADayAhead(String kind, String values) throws Exception {
    TestClient client = client().connect();
    String path = "thing/event/property/" + kind;
    long latest = clock.millis() + Duration.ofHours(24).toMillis();
    JsonObject late = client.ask(path, params(values.formatted(latest + 1)));
    assertEquals(200, late.get("code").getAsInt());
    assertEquals(
        "{\"level\":\"tsl parse: its time is more than 24 hours ahead -> level\"}",
        late.get("data").toString());
    assertFalse(simulator.registry().required(KEY).properties().containsKey("level"));
    assertEquals("{}", client.ask(path, params(values.formatted(latest))).get("data").toString());
  }
}
