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

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.simulator.json.StrictJson;

class DesiredTest extends PlatformFixture {
  private static final String GET = "thing/property/desired/get";
  private static final String DELETE = "thing/property/desired/delete";
  private static final String PATH = devicePath("/desired");

  private static String request(String params) {
    return "{\"id\":\"1\",\"version\":\"1.0\",\"params\":" + params + "}";
  }

  @Test
  void aDeviceThatIsThereIsSentAPropertySet() throws Exception {
    TestClient client = client().connect();
    assertEquals(200, rest("PUT", PATH, "{\"params\":{\"level\":5}}").statusCode());
    TestClient.Received got = client.next();
    assertEquals(client.sys("thing/service/property/set"), got.topic());
    JsonObject request = StrictJson.parse(got.payload()).getAsJsonObject();
    assertEquals("{\"level\":5}", request.get("params").toString());
  }

  @Test
  void aDeviceAsksForWhatItMissed() throws Exception {
    rest("PUT", PATH, "{\"params\":{\"level\":5,\"on\":1}}");
    rest("PUT", PATH, "{\"params\":{\"level\":6}}");
    JsonObject reply = client().connect().ask(GET, request("[\"level\",\"on\",\"mode\"]"));
    assertEquals(
        "{\"level\":{\"value\":6,\"version\":2},\"on\":{\"value\":1,\"version\":1},\"mode\":{}}",
        reply.get("data").toString());
  }

  @Test
  void aValueIsDeletedInItsVersionOnly() throws Exception {
    rest("PUT", PATH, "{\"params\":{\"level\":5,\"on\":1}}");
    TestClient client = client().connect();
    assertEquals(
        200, client.ask(DELETE, request("{\"level\":{\"version\":9}}")).get("code").getAsInt());
    assertEquals(1, simulator.capabilities().desired().of(KEY).version("level"));
    assertEquals(2, restJson("GET", PATH, "").size());
    client.ask(DELETE, request("{\"level\":{\"version\":1},\"on\":{},\"none\":{}}"));
    assertEquals(0, restJson("GET", PATH, "").size());
    rest("PUT", PATH, "{\"params\":{\"level\":7}}");
    assertEquals(2, restJson("GET", PATH, "").getAsJsonObject("level").get("version").getAsInt());
    assertEquals(204, rest("DELETE", PATH + "/level", "").statusCode());
    assertEquals(0, restJson("GET", PATH, "").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "\"level\"", "null"})
  void aBadGetIs460(String params) throws Exception {
    assertEquals(460, client().connect().ask(GET, request(params)).get("code").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "{\"level\":1}", "{\"level\":{\"version\":\"1\"}}", "{\"level\":null}"})
  void aBadDeleteIs460AndDeletesNothing(String params) throws Exception {
    rest("PUT", PATH, "{\"params\":{\"level\":5}}");
    assertEquals(460, client().connect().ask(DELETE, request(params)).get("code").getAsInt());
    assertEquals(1, restJson("GET", PATH, "").size());
  }

  @Test
  void moreThan200NamesAre6104() throws Exception {
    String names = "[" + "\"a\",".repeat(200) + "\"a\"]";
    assertEquals(6104, client().connect().ask(GET, request(names)).get("code").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"params\":{}}",
        "{\"params\":[]}",
        "{\"params\":{\"none\":1}}",
        "{\"params\":{\"serial\":\"1\"}}",
        "{\"params\":{\"level\":1},\"versions\":{\"level\":\"0\"}}"
      })
  void aBadWishIsRefused(String body) throws Exception {
    assertEquals(400, rest("PUT", PATH, body).statusCode());
  }

  @Test
  void aWishOnAnOldVersionIsAConflict() throws Exception {
    String body = "{\"params\":{\"level\":1},\"versions\":{\"level\":0}}";
    assertEquals(200, rest("PUT", PATH, body).statusCode());
    assertEquals(409, rest("PUT", PATH, body).statusCode());
  }
}
