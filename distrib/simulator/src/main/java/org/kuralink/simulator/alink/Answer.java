/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;

/** An answer of the platform: a result code, a message and data. */
public record Answer(int code, String message, JsonElement data) {
  static final JsonPrimitive NO_ID = new JsonPrimitive("");

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  /** Success without data. */
  public static Answer success() {
    return success(new JsonObject());
  }

  /** Success with data. */
  public static Answer success(JsonElement data) {
    return new Answer(200, "success", data);
  }

  /** Code 460: the parameters are wrong, and why. */
  public static Answer badParameters(String why) {
    return new Answer(460, "request parameter error: " + why, new JsonObject());
  }

  /** Another code of the platform. */
  public static Answer failure(int code, String message) {
    return new Answer(code, message, new JsonObject());
  }

  /** The reply to a request: the id comes back as it was, text as text and number as number. */
  byte[] encode(JsonPrimitive id, String method) {
    JsonObject reply = new JsonObject();
    reply.addProperty("code", code);
    reply.add("data", data);
    reply.add("id", id);
    reply.addProperty("message", message);
    reply.addProperty("method", method);
    reply.addProperty("version", "1.0");
    return GSON.toJson(reply).getBytes(StandardCharsets.UTF_8);
  }
}
