/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A response to a REST request. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record Response(int status, String contentType, byte[] body) {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  static Response json(int status, JsonElement body) {
    return text(status, "application/json; charset=utf-8", GSON.toJson(body));
  }

  static Response text(int status, String contentType, String body) {
    return new Response(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  static Response empty(int status) {
    return new Response(status, "", new byte[0]);
  }

  static Response error(RestException refusal) {
    JsonObject body = new JsonObject();
    body.addProperty("error", refusal.word());
    body.addProperty("message", refusal.getMessage());
    return json(refusal.status(), body);
  }

  CompletionStage<Response> now() {
    return CompletableFuture.completedFuture(this);
  }
}
