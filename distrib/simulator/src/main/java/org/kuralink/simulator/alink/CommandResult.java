/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/**
 * The result of a command to a device; {@code reply} is the envelope of the device's answer if it
 * is one, {@code bytes} the raw answer.
 */
public record CommandResult(
    String id,
    String topic,
    JsonElement request,
    String status,
    Optional<JsonObject> reply,
    Optional<Bytes> bytes,
    long elapsedMs) {

  /** The device answered. */
  public static final String REPLIED = "replied";

  /** The device did not answer in time. */
  public static final String TIMEOUT = "timeout";

  /** The device has no session. */
  public static final String NOT_CONNECTED = "not-connected";

  /** The device has no session; what was sent waits for it, as it asked for. */
  public static final String KEPT = "kept";

  /** Another command waits for an answer that could not be told from the one to this. */
  public static final String BUSY = "busy";

  /** The code of the reply, or 0. */
  public int code() {
    return reply
        .map(r -> r.get("code"))
        .filter(CommandResult::isInt)
        .map(JsonElement::getAsInt)
        .orElse(0);
  }

  /** Returns the JSON for REST. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("topic", topic);
    json.add("request", request);
    json.addProperty("status", status);
    reply.ifPresent(
        r -> {
          for (String name : new String[] {"code", "message", "data"}) {
            if (r.has(name)) {
              json.add(name, r.get(name));
            }
          }
        });
    if (reply.isEmpty()) {
      bytes.ifPresent(b -> json.add("payload", b.toJson()));
    }
    json.addProperty("elapsedMs", elapsedMs);
    return json;
  }

  private static boolean isInt(JsonElement code) {
    return code.isJsonPrimitive() && code.getAsJsonPrimitive().isNumber();
  }
}
