/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.shadow;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.TreeMap;

/**
 * One part of a shadow, reported or desired: its attributes and the time of the last change of
 * each.
 */
final class Attributes {
  /** How many attributes there may be. */
  static final int MAX = 128;

  private final Map<String, JsonElement> values = new TreeMap<>();
  private final Map<String, Long> times = new TreeMap<>();
  private long clearedAt;

  /** Whether the value stands for "none": null, or the text "null" of spec 7.2. */
  static boolean isNull(JsonElement value) {
    return value.isJsonNull()
        || (value instanceof JsonPrimitive text
            && text.isString()
            && text.getAsString().equals("null"));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** How many attributes there would be after the merge. */
  int sizeAfter(JsonObject changes) {
    Map<String, JsonElement> after = new TreeMap<>(values);
    for (Map.Entry<String, JsonElement> entry : changes.entrySet()) {
      if (isNull(entry.getValue())) {
        after.remove(entry.getKey());
      } else {
        after.put(entry.getKey(), entry.getValue());
      }
    }
    return after.size();
  }

  /** Replaces the values that are named, each as a whole; null removes. */
  void merge(JsonObject changes, long seconds) {
    for (Map.Entry<String, JsonElement> entry : changes.entrySet()) {
      if (isNull(entry.getValue())) {
        values.remove(entry.getKey());
        times.remove(entry.getKey());
      } else {
        values.put(entry.getKey(), entry.getValue());
        times.put(entry.getKey(), seconds);
      }
    }
    clearedAt = values.isEmpty() ? seconds : 0;
  }

  void clear(long seconds) {
    values.clear();
    times.clear();
    clearedAt = seconds;
  }

  JsonObject state() {
    JsonObject json = new JsonObject();
    values.forEach((name, value) -> json.add(name, value.deepCopy()));
    return json;
  }

  /** The time of each attribute; of none, the time when the last went. */
  JsonObject metadata() {
    JsonObject json = new JsonObject();
    times.forEach((name, seconds) -> json.add(name, timestamp(seconds)));
    return values.isEmpty() && clearedAt != 0 ? timestamp(clearedAt) : json;
  }

  boolean everUsed() {
    return clearedAt != 0 || !values.isEmpty();
  }

  private static JsonObject timestamp(long seconds) {
    JsonObject json = new JsonObject();
    json.addProperty("timestamp", seconds);
    return json;
  }

  JsonObject write() {
    JsonObject json = new JsonObject();
    json.add("values", state());
    JsonObject stamps = new JsonObject();
    times.forEach(stamps::addProperty);
    json.add("times", stamps);
    json.addProperty("clearedAt", clearedAt);
    return json;
  }

  static Attributes read(JsonObject json) {
    Attributes attributes = new Attributes();
    json.getAsJsonObject("values")
        .entrySet()
        .forEach(e -> attributes.values.put(e.getKey(), e.getValue()));
    json.getAsJsonObject("times")
        .entrySet()
        .forEach(e -> attributes.times.put(e.getKey(), e.getValue().getAsLong()));
    attributes.clearedAt = json.get("clearedAt").getAsLong();
    return attributes;
  }
}
