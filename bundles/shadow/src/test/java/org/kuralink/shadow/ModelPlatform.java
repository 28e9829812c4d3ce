/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * A simple model of the platform's shadow after chapter 7: it ignores tokens, loses the messages
 * that a test chooses, and answers when a test lets it.
 */
final class ModelPlatform {

  private static final Gson GSON = new Gson();

  private final Map<String, JsonElement> reported = new TreeMap<>();
  private final Map<String, JsonElement> desired = new TreeMap<>();
  private final Deque<String> answers = new ArrayDeque<>();
  private long version;

  /** Takes a message of the device; a token is not repeated. */
  void take(JsonObject message) {
    JsonObject state = message.getAsJsonObject("state");
    switch (message.get("method").getAsString()) {
      case "get" -> answers.add(whole("reply"));
      case "update" -> {
        if (isNew(message)) {
          change(state);
        }
      }
      case "delete" -> {
        if (isNew(message)) {
          delete(state.get("reported"));
          answers.add(confirmation());
        }
      }
      default -> throw new AssertionError("no such method: " + message);
    }
  }

  private boolean isNew(JsonObject message) {
    long wanted = message.get("version").getAsLong();
    if (wanted <= version) {
      answers.add(
          "{\"method\":\"reply\",\"payload\":{\"status\":\"error\",\"content\":{\"errorcode\":"
              + "\"409\",\"errormessage\":\"Version conflict.\"}}}");
      return false;
    }
    version = wanted;
    return true;
  }

  private void change(JsonObject state) {
    if (state.has("reported")) {
      state
          .getAsJsonObject("reported")
          .entrySet()
          .forEach(e -> reported.put(e.getKey(), e.getValue()));
      answers.add(confirmation());
    } else {
      takeBack(state.get("desired"));
      answers.add(whole("control"));
    }
  }

  private void takeBack(JsonElement what) {
    if (what.isJsonPrimitive()) {
      desired.clear();
    } else {
      what.getAsJsonObject().keySet().forEach(desired::remove);
    }
  }

  private void delete(JsonElement what) {
    if (what.isJsonPrimitive()) {
      reported.clear();
    } else {
      what.getAsJsonObject().keySet().forEach(reported::remove);
    }
  }

  /** Sets a desired value, as an application does. */
  void desire(String name, Object value, boolean told) {
    version++;
    desired.put(name, GSON.toJsonTree(value));
    if (told) {
      answers.add(whole("control"));
    }
  }

  /** Makes the version jump, as with a device that counts in milliseconds. */
  void jump(long by) {
    version += by;
  }

  /** Returns the next message for the device. */
  String next() {
    return answers.remove();
  }

  boolean hasAnswer() {
    return !answers.isEmpty();
  }

  /** Drops the messages that are not delivered yet. */
  void lose() {
    answers.clear();
  }

  long version() {
    return version;
  }

  String reported() {
    return GSON.toJson(reported);
  }

  boolean desiresNothing() {
    return desired.isEmpty();
  }

  private String confirmation() {
    return "{\"method\":\"reply\",\"payload\":{\"status\":\"success\",\"version\":"
        + version
        + "}}";
  }

  private String whole(String method) {
    return "{\"method\":\""
        + method
        + "\",\"payload\":{\"status\":\"success\",\"state\":{\"reported\":"
        + GSON.toJson(reported)
        + ",\"desired\":"
        + GSON.toJson(desired)
        + "}},\"version\":"
        + version
        + "}";
  }
}
