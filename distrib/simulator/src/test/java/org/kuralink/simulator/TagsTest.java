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

import com.google.gson.JsonArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest extends PlatformFixture {
  private static final String UPDATE = "thing/deviceinfo/update";
  private static final String DELETE = "thing/deviceinfo/delete";

  private static String request(String params) {
    return "{\"id\":\"1\",\"version\":\"1.0\",\"params\":" + params + "}";
  }

  private static String tag(String key) {
    return "{\"attrKey\":\"" + key + "\",\"attrValue\":\"v\"}";
  }

  private JsonArray tags() throws Exception {
    return restJson("GET", devicePath("/tags"), "").getAsJsonArray("items");
  }

  private int ask(TestClient client, String path, String params) throws Exception {
    return client.ask(path, request(params)).get("code").getAsInt();
  }

  @Test
  void tagsAreSetReplacedAndDeleted() throws Exception {
    TestClient client = client().connect();
    assertEquals(200, ask(client, UPDATE, "[" + tag("a") + "," + tag("_b1") + "]"));
    assertEquals(
        200, ask(client, UPDATE, "[{\"attrKey\":\"a\",\"attrValue\":\"\",\"domain\":\"SYSTEM\"}]"));
    assertEquals(
        "{\"attrKey\":\"a\",\"attrValue\":\"\",\"domain\":\"SYSTEM\"}", tags().get(1).toString());
    assertEquals(200, ask(client, DELETE, "[{\"attrKey\":\"a\"},{\"attrKey\":\"none\"}]"));
    assertEquals("[" + tag("_b1") + "]", tags().toString());
  }

  @Test
  void theLongestKeyHas100Characters() throws Exception {
    TestClient client = client().connect();
    assertEquals(200, ask(client, UPDATE, "[" + tag("k".repeat(100)) + "]"));
    assertEquals(460, ask(client, UPDATE, "[" + tag("k".repeat(101)) + "]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[1]",
        "[{}]",
        "[{\"attrKey\":\"a\"}]",
        "[{\"attrKey\":1,\"attrValue\":\"v\"}]",
        "[{\"attrKey\":\"a\",\"attrValue\":1}]",
        "[{\"attrKey\":\"a\",\"attrValue\":\"v\"},{\"attrKey\":\"1a\",\"attrValue\":\"v\"}]",
        "[{\"attrKey\":\"\",\"attrValue\":\"v\"}]",
        "[{\"attrKey\":\"a-b\",\"attrValue\":\"v\"}]",
        "[{\"attrKey\":\"\u00e9\",\"attrValue\":\"v\"}]"
      })
  void aBadTagIs460AndChangesNothing(String params) throws Exception {
    assertEquals(460, ask(client().connect(), UPDATE, params));
    assertEquals(0, tags().size());
  }

  @Test
  void twoHundredAreTheMostInAMessage() throws Exception {
    StringBuilder many = new StringBuilder(tag("k0"));
    for (int i = 1; i < 200; i++) {
      many.append(',').append(tag("k" + i));
    }
    TestClient client = client().connect();
    assertEquals(460, ask(client, UPDATE, "[" + many + "," + tag("more") + "]"));
    assertEquals(0, tags().size());
  }

  @Test
  void aDeviceHasAHundred() throws Exception {
    StringBuilder many = new StringBuilder(tag("k0"));
    for (int i = 1; i < 100; i++) {
      many.append(',').append(tag("k" + i));
    }
    TestClient client = client().connect();
    assertEquals(200, ask(client, UPDATE, "[" + many + "]"));
    assertEquals(460, ask(client, UPDATE, "[" + tag("more") + "]"));
    assertEquals(200, ask(client, UPDATE, "[" + tag("k7") + "]"));
    assertEquals(100, tags().size());
  }

  @Test
  void aDeletedDeviceIsNotFound() throws Exception {
    TestClient client = client().connect();
    simulator.life().delete(KEY);
    client.next();
    assertEquals(6100, ask(client, UPDATE, "[" + tag("a") + "]"));
  }
}
