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
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.simulator.json.StrictJson;

class ShadowTest extends PlatformFixture {
  private static final String UP = "/shadow/update/" + KEY;
  private static final String DOWN = "/shadow/get/" + KEY;
  private static final String PATH = devicePath("/shadow");

  private JsonObject ask(TestClient client, String payload) throws Exception {
    client.publish(UP, payload, 1);
    TestClient.Received got = client.next();
    assertEquals(DOWN, got.topic());
    return StrictJson.parse(got.payload()).getAsJsonObject();
  }

  private static String update(String state, long version) {
    return "{\"method\":\"update\",\"state\":" + state + ",\"version\":" + version + "}";
  }

  private static String error(JsonObject reply) {
    JsonObject payload = reply.getAsJsonObject("payload");
    return payload.get("status").getAsString().equals("error")
        ? payload.getAsJsonObject("content").get("errorcode").getAsString()
        : "";
  }

  private long seconds() {
    return clock.millis() / 1000;
  }

  @Test
  void aReportIsTakenAndAnswered() throws Exception {
    JsonObject reply = ask(client().connect(), update("{\"reported\":{\"color\":\"red\"}}", 1));
    assertEquals(
        "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":1},\"timestamp\":"
            + seconds()
            + "}",
        reply.toString());
    assertEquals(
        "{\"state\":{\"reported\":{\"color\":\"red\"}},\"metadata\":{\"reported\":{\"color\":"
            + "{\"timestamp\":"
            + seconds()
            + "}}},\"timestamp\":"
            + seconds()
            + ",\"version\":1}",
        restJson("GET", PATH, "").toString());
  }

  @Test
  void theFlowOfTheSpecification() throws Exception {
    TestClient client = client().connect();
    ask(client, update("{\"reported\":{\"color\":\"red\"}}", 1));
    long reportedAt = seconds();
    clock.forward(Duration.ofSeconds(84));
    assertEquals(
        200,
        rest("PATCH", PATH, "{\"state\":{\"desired\":{\"color\":\"green\"}},\"version\":2}")
            .statusCode());
    JsonObject control = StrictJson.parse(client.next().payload()).getAsJsonObject();
    assertEquals(
        "{\"method\":\"control\",\"payload\":{\"status\":\"success\","
            + "\"state\":{\"reported\":{\"color\":\"red\"},\"desired\":{\"color\":\"green\"}},"
            + "\"metadata\":{\"reported\":{\"color\":{\"timestamp\":"
            + reportedAt
            + "}},\"desired\":{\"color\":{\"timestamp\":"
            + seconds()
            + "}}}},\"version\":2,\"timestamp\":"
            + seconds()
            + "}",
        control.toString());
    ask(client, update("{\"reported\":{\"color\":\"green\"}}", 3));
    ask(client, update("{\"desired\":\"null\"}", 4));
    JsonObject document = restJson("GET", PATH, "");
    assertEquals("{\"reported\":{\"color\":\"green\"}}", document.get("state").toString());
    assertEquals(
        "{\"timestamp\":" + seconds() + "}",
        document.getAsJsonObject("metadata").get("desired").toString());
    assertEquals(4, document.get("version").getAsInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "~~;407",
        "{};407",
        "{\"method\":\"delete\",,\"state\":{}};400",
        "[];400",
        "{\"state\":{}};401",
        "{\"method\":\"\"};406",
        "{\"method\":1};406",
        "{\"method\":\"replace\"};406",
        "{\"method\":\"update\",\"version\":2};402",
        "{\"method\":\"update\",\"state\":1,\"version\":2};402",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}}};403",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":\"2\"};403",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":1.5};403",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":-1};403",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":9223372036854775808};403",
        "{\"method\":\"update\",\"state\":{},\"version\":2};404",
        "{\"method\":\"update\",\"state\":{\"reported\":{}},\"version\":2};405",
        "{\"method\":\"update\",\"state\":{\"reported\":[1]},\"version\":2};400",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":1};409",
        "{\"method\":\"update\",\"state\":{\"reported\":{\"a\":1}},\"version\":0};409",
        "{\"method\":\"delete\",\"version\":2};402",
        "{\"method\":\"delete\",\"state\":{},\"version\":2};404",
        "{\"method\":\"delete\",\"state\":{\"reported\":{}},\"version\":2};405",
        "{\"method\":\"delete\",\"state\":{\"reported\":{\"a\":1}},\"version\":2};400",
        "{\"method\":\"delete\",\"state\":{\"reported\":\"null\"},\"version\":1};409"
      })
  void everyRefusalHasItsCodeAndChangesNothing(String payload, String code) throws Exception {
    TestClient client = client().connect();
    ask(client, update("{\"reported\":{\"kept\":1}}", 1));
    String before = restJson("GET", PATH, "").toString();
    JsonObject reply = ask(client, payload == null ? "" : payload);
    assertEquals(code, error(reply), reply.toString());
    assertEquals(before, restJson("GET", PATH, "").toString());
  }

  private static String attributes(String prefix, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append("\"" + prefix + i + "\":" + i);
    }
    return text.toString();
  }

  @Test
  void thereIsRoomFor128Attributes() throws Exception {
    TestClient client = client().connect();
    String many = attributes("a", 127);
    assertEquals("", error(ask(client, update("{\"reported\":{" + many + "}}", 1))));
    assertEquals("", error(ask(client, update("{\"reported\":{\"b\":1}}", 2))));
    assertEquals("408", error(ask(client, update("{\"reported\":{\"c\":1}}", 3))));
    assertEquals(
        "408", error(ask(client, update("{\"reported\":{" + attributes("d", 129) + "}}", 3))));
    assertEquals("", error(ask(client, update("{\"reported\":{\"b\":null,\"c\":1}}", 3))));
  }

  @Test
  void versionsHave64Bits() throws Exception {
    TestClient client = client().connect();
    String report = "{\"reported\":{\"a\":1}}";
    assertEquals("", error(ask(client, update(report, 1_700_000_000_000L))));
    assertEquals("409", error(ask(client, update(report, 5))));
    assertEquals("", error(ask(client, update(report, Long.MAX_VALUE))));
    assertEquals(Long.MAX_VALUE, restJson("GET", PATH, "").get("version").getAsLong());
    var full = rest("PATCH", PATH, "{\"state\":{\"desired\":{\"a\":1}}}");
    assertEquals(409, full.statusCode());
  }

  @Test
  void attributesAreDeletedOneByOneAndAllAtOnce() throws Exception {
    TestClient client = client().connect();
    ask(client, update("{\"reported\":{\"a\":1,\"b\":[1,2],\"c\":\"x\"}}", 1));
    String one =
        "{\"method\":\"delete\",\"state\":{\"reported\":{\"a\":\"null\",\"x\":null}},\"version\":2}";
    assertEquals("", error(ask(client, one)));
    assertEquals(
        "{\"b\":[1,2],\"c\":\"x\"}",
        simulator.capabilities().shadows().of(KEY).reported().toString());
    String all = "{\"method\":\"delete\",\"state\":{\"reported\":\"null\"},\"version\":3}";
    assertEquals("", error(ask(client, all)));
    assertEquals("{}", simulator.capabilities().shadows().of(KEY).reported().toString());
  }

  @Test
  void arraysAreReplacedWholeAndTheTokenComesBack() throws Exception {
    TestClient client = client().connect();
    ask(client, update("{\"reported\":{\"colors\":[\"RED\",\"GREEN\"]}}", 1));
    ask(client, update("{\"reported\":{\"colors\":[\"RED\"]}}", 2));
    JsonObject got = ask(client, "{\"method\":\"get\",\"clientToken\":\"t-1\",\"version\":2}");
    assertEquals("t-1", got.get("clientToken").getAsString());
    assertEquals(2, got.get("version").getAsInt());
    assertEquals(
        "{\"reported\":{\"colors\":[\"RED\"]}}",
        got.getAsJsonObject("payload").get("state").toString());
  }

  @Test
  void anEmptyShadowCanBeAskedFor() throws Exception {
    JsonObject got = ask(client().connect(), "{\"method\":\"get\"}");
    assertEquals("{}", got.getAsJsonObject("payload").get("state").toString());
    assertEquals(0, got.get("version").getAsInt());
  }

  @Test
  void anApplicationOnTheTopicIsAnsweredWithControl() throws Exception {
    JsonObject got = ask(client().connect(), update("{\"desired\":{\"a\":1}}", 1));
    assertEquals("control", got.get("method").getAsString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{};400",
        "{\"state\":{}};400",
        "{\"state\":[]};400",
        "{\"state\":{\"desired\":[]}};400",
        "{\"state\":{\"desired\":{}},\"version\":\"1\"};400",
        "{\"state\":{\"desired\":{}},\"version\":1.5};400",
        "{\"state\":{\"desired\":{}},\"version\":-1};400"
      })
  void aBadChangeByRestIsRefused(String body, int status) throws Exception {
    assertEquals(status, rest("PATCH", PATH, body).statusCode());
  }

  @Test
  void anApplicationNeedsNoVersionAndMayBeTooLate() throws Exception {
    String change = "{\"state\":{\"desired\":{\"a\":1}}}";
    assertEquals(1, restJson("PATCH", PATH, change).get("version").getAsInt());
    String zero = change.replace("}}}", "}},\"version\":0}");
    assertEquals(2, restJson("PATCH", PATH, zero).get("version").getAsInt());
    assertEquals(
        "shadow-409",
        restJson("PATCH", PATH, change.replace("}}}", "}},\"version\":2}"))
            .get("error")
            .getAsString());
    assertEquals(204, rest("DELETE", PATH, "").statusCode());
    assertEquals(0, restJson("GET", PATH, "").get("version").getAsInt());
    assertFalse(restJson("GET", PATH, "").getAsJsonObject("state").has("desired"));
  }

  @Test
  void aDocumentHasSixteenKilobytesAndFiveLevels() throws Exception {
    TestClient client = client().connect();
    String large = "{\"reported\":{\"a\":\"" + "x".repeat(16_000) + "\"}}";
    assertEquals("", error(ask(client, update(large, 1))));
    String more = "{\"desired\":{\"b\":\"" + "x".repeat(400) + "\"}}";
    assertEquals("400", error(ask(client, update(more, 2))));
    assertEquals(1, restJson("GET", PATH, "").get("version").getAsInt());
    assertEquals("", error(ask(client, update("{\"reported\":{\"a\":{\"b\":[1]}}}", 2))));
    assertEquals("400", error(ask(client, update("{\"reported\":{\"a\":{\"b\":[[1]]}}}", 3))));
  }
}
