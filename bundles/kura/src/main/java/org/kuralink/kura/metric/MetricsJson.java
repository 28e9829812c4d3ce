/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;

/** Converts the metrics of a message to a JSON object and back, for custom topics. */
public final class MetricsJson {

  private MetricsJson() {}

  /** Returns the metrics as a JSON object; omits those that JSON cannot represent. */
  public static byte[] of(Map<String, Object> metrics) {
    Map<String, Object> object = new TreeMap<>();
    metrics.forEach(
        (name, metric) -> {
          if (name != null && metric != null) {
            put(object, name, metric);
          }
        });
    return JsonOutput.bytes(object);
  }

  private static void put(Map<String, Object> object, String name, Object metric) {
    try {
      object.put(name, ChannelValues.plain(metric));
    } catch (IllegalArgumentException notRepresentable) {
      return;
    }
  }

  /** Returns the members of a JSON object as Kura's types; empty if the text is no JSON object. */
  public static Map<String, Object> read(byte[] body) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    try {
      if (Json.read(body) instanceof Map<?, ?> object) {
        object.forEach(
            (name, value) -> {
              if (value != null) {
                metrics.put(String.valueOf(name), ChannelForm.of(value, Optional.empty()));
              }
            });
      }
    } catch (JsonException | IllegalArgumentException noJson) {
      metrics.clear();
    }
    return metrics;
  }
}
