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

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Tests that session changes can be read later by REST. */
class SessionChangesTest extends PlatformFixture {

  private List<JsonObject> changes() throws Exception {
    return StreamSupport.stream(
            restJson("GET", "/api/v1/sessions/changes", "").getAsJsonArray("items").spliterator(),
            false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  @Test
  void aRefusalAndALoginAreKeptInTheirOrder() throws Exception {
    TestClient stranger = client();
    stranger.secret = "wrong";
    assertEquals(4, stranger.refusal());
    client().connect();

    List<JsonObject> changes = changes();
    assertEquals(
        List.of("refused", "connected"),
        changes.stream().map(change -> change.get("kind").getAsString()).toList());
    assertEquals(4, changes.get(0).get("returnCode").getAsInt());
    assertEquals(KEY.deviceName(), changes.get(0).get("deviceName").getAsString());
    assertTrue(changes.stream().noneMatch(change -> change.toString().contains(SECRET)));
  }
}
