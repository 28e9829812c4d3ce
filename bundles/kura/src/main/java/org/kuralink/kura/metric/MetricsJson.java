/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Metrics as an object of JSON, and back. */
public final class MetricsJson {

  private static final Gson GSON = new Gson();

  private MetricsJson() {}

  /** The metrics that JSON can say; bytes in base64. */
  public static byte[] of(Map<String, Object> metrics) {
    JsonObject object = new JsonObject();
    new TreeMap<>(metrics)
        .forEach(
            (name, metric) -> {
              try {
                object.add(name, GSON.toJsonTree(ModelForm.of(metric, Optional.empty())));
              } catch (IllegalArgumentException notSayable) {
                object.remove(name);
              }
            });
    return GSON.toJson(object).getBytes(StandardCharsets.UTF_8);
  }

  /** The members of an object, each as one of Kura's types; empty if it is none. */
  public static Map<String, Object> read(byte[] body) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    try {
      String text = new String(body, StandardCharsets.UTF_8);
      if (GSON.fromJson(text, JsonElement.class) instanceof JsonObject object) {
        object
            .entrySet()
            .forEach(
                member ->
                    metric(member.getValue()).ifPresent(it -> metrics.put(member.getKey(), it)));
      }
    } catch (JsonParseException noJson) {
      metrics.clear();
    }
    return metrics;
  }

  private static Optional<Object> metric(JsonElement element) {
    if (element.isJsonNull()) {
      return Optional.empty();
    }
    if (!(element instanceof JsonPrimitive primitive)) {
      return Optional.of(element.toString());
    }
    if (primitive.isNumber()) {
      double number = primitive.getAsDouble();
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
      return Optional.of(
          whole && !primitive.getAsString().contains(".") ? (Object) (long) number : number);
    }
    return Optional.of(
        primitive.isBoolean() ? (Object) primitive.getAsBoolean() : primitive.getAsString());
  }
}
