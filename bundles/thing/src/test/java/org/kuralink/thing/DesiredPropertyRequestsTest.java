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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.DesiredProperties;
import org.kuralink.api.thing.DesiredValue;
import org.kuralink.api.thing.Thing;

class DesiredPropertyRequestsTest {

  private final ThingFixture fixture = new ThingFixture();

  private DesiredProperties get(String data) {
    Thing thing = fixture.withModel();
    fixture.link.answerWith(request -> Reply.success(JsonText.of(data)));
    return thing.desired(Set.of("power")).toCompletableFuture().join();
  }

  @Test
  void asksForDesiredProperties() {
    DesiredProperties desired =
        get(
            "{\"power\":{\"value\":1,\"version\":9007199254740993},\"mode\":{},"
                + "\"temperature\":{\"value\":\"30.5\",\"version\":2}}");
    assertTrue(desired.isSuccess());
    assertEquals(
        Map.of(
            "power", new DesiredValue(true, 9007199254740993L),
            "temperature", new DesiredValue(30.5, 2)),
        desired.values());
    assertEquals("thing.property.desired.get", fixture.link.last().method());
    assertEquals("[\"power\"]", fixture.link.last().params().toString());
    assertEquals("pk", fixture.link.identity().productKey());
  }

  @Test
  void namesAllThatItAsksFor() {
    Thing thing = fixture.withModel();
    Set<String> names = new LinkedHashSet<>(List.of("power", "a\"b"));
    thing.desired(names).toCompletableFuture().join();
    assertEquals("[\"power\",\"a\\\"b\"]", fixture.link.last().params().toString());
  }

  @Test
  void leavesOutWhatCannotBeRight() {
    for (String data :
        List.of(
            "[]",
            "7",
            "null",
            "{\"power\":7}",
            "{\"power\":{\"value\":1}}",
            "{\"power\":{\"version\":1}}",
            "{\"power\":{\"value\":null,\"version\":1}}",
            "{\"power\":{\"value\":1,\"version\":\"x\"}}",
            "{\"power\":{\"value\":2,\"version\":1}}",
            "{\"stranger\":{\"value\":2,\"version\":1}}",
            "{\"power\":{\"value\":1,\"version\":1e400}}",
            "{\"power\"")) {
      ThingFixture other = new ThingFixture();
      Thing thing = other.withModel();
      other.link.answerWith(request -> Reply.success(JsonText.of(data)));
      try (LoggedLines log = new LoggedLines()) {
        DesiredProperties desired = thing.desired(Set.of("power")).toCompletableFuture().join();
        assertEquals(Map.of(), desired.values(), data);
        assertTrue(desired.isSuccess());
        boolean nothingIsDesired =
            data.contains("null,") || data.equals("{\"power\":{\"version\":1}}");
        assertEquals(nothingIsDesired ? 0 : 1, log.with("desire").size(), data);
      }
    }
  }

  @Test
  void tellsOfARefusal() {
    Thing thing = fixture.withModel();
    fixture.link.answerWith(request -> Reply.failure(ResultCode.PARAMETER_ERROR, "no"));
    DesiredProperties desired = thing.desired(Set.of("power")).toCompletableFuture().join();
    assertFalse(desired.isSuccess());
    assertEquals(ResultCode.PARAMETER_ERROR, desired.reply().code());
    assertEquals(Map.of(), desired.values());
  }

  @Test
  void takesDesiresBack() {
    Thing thing = fixture.withModel();
    Map<String, OptionalLong> versions = new LinkedHashMap<>();
    versions.put("power", OptionalLong.of(3));
    versions.put("mode", OptionalLong.empty());
    assertTrue(thing.clearDesired(versions).toCompletableFuture().join().isSuccess());
    assertEquals("thing.property.desired.delete", fixture.link.last().method());
    assertEquals(
        "{\"power\":{\"version\":3},\"mode\":{}}", fixture.link.last().params().toString());
  }

  @Test
  void failsWithoutASession() {
    Thing thing = fixture.thing(Optional.empty());
    assertThrows(
        CompletionException.class,
        () -> thing.desired(Set.of("power")).toCompletableFuture().join());
    assertThrows(
        CompletionException.class, () -> thing.clearDesired(Map.of()).toCompletableFuture().join());
  }
}
