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

/** Metrics as an object of JSON, and back. */
public final class MetricsJson {

  private MetricsJson() {}

  /** The metrics that JSON can say; bytes in base64. */
  public static byte[] of(Map<String, Object> metrics) {
    Map<String, Object> object = new TreeMap<>();
    metrics.forEach(
        (name, metric) -> {
          if (name != null && metric != null && ModelForm.isSayable(metric)) {
            object.put(name, ModelForm.of(metric, Optional.empty()));
          }
        });
    return Json.bytes(object);
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
