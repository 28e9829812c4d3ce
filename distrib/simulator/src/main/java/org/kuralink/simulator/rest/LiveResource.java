/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.live.Journal;
import org.kuralink.simulator.live.Message;

/** REST endpoints for the recent messages and session changes. */
final class LiveResource {
  private static final int DEFAULT_LIMIT = 100;

  private final Journal journal;

  LiveResource(Journal journal) {
    this.journal = journal;
  }

  void register(Router router) {
    router.add("GET", "/api/v1/messages", this::messages);
    router.add("GET", "/api/v1/sessions/changes", this::sessionChanges);
  }

  private CompletionStage<Response> sessionChanges(Call call) {
    JsonArray items = new JsonArray();
    journal.sessionChanges().forEach(items::add);
    JsonObject body = new JsonObject();
    body.add("items", items);
    return Response.json(200, body).now();
  }

  private CompletionStage<Response> messages(Call call) throws RestException {
    int limit = limit(call.query().getOrDefault("limit", String.valueOf(DEFAULT_LIMIT)));
    String product = call.query().get("productKey");
    String device = call.query().get("deviceName");
    JsonArray items = new JsonArray();
    for (Message message :
        journal.recent(
            limit,
            m ->
                (product == null || product.equals(m.key().productKey()))
                    && (device == null || device.equals(m.key().deviceName())))) {
      items.add(message.toJson());
    }
    JsonObject body = new JsonObject();
    body.add("items", items);
    return Response.json(200, body).now();
  }

  private static int limit(String text) throws RestException {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= Journal.CAPACITY) {
        return limit;
      }
    } catch (NumberFormatException ignored) {
      // Said below, as for a number out of range.
    }
    throw RestException.bad("limit: a whole number 1.." + Journal.CAPACITY + " is needed");
  }
}
