/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kuralink.json.Json;
import org.kuralink.json.JsonException;
import org.kuralink.json.output.JsonOutput;

/** Metrics as JSON can say them, and back. */
public final class MetricsJson {

  private MetricsJson() {}

  /**
   * A metric as JSON can say it: bytes in base64, all else as it is.
   *
   * @throws IllegalArgumentException if JSON has no form for it, saying why
   */
  public static Object plain(Object metric) {
    if (metric instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (metric instanceof Number number && !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException("is " + number + ", which JSON cannot say");
    }
    if (metric instanceof Number || metric instanceof String || metric instanceof Boolean) {
      return metric;
    }
    throw new IllegalArgumentException(
        "is a " + metric.getClass().getName() + ", which the platform does not know");
  }

  /** The metrics that JSON can say, as an object. */
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
      object.put(name, plain(metric));
    } catch (IllegalArgumentException unsayable) {
      return;
    }
  }

  /** The members of an object, each as one of Kura's types; empty if it is none. */
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
