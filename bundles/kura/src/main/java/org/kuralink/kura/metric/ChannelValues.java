/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.metric;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.eclipse.kura.message.KuraPayload;

/**
 * The channels of a message. A Wire Asset puts beside a channel {@code x} its {@code x_timestamp},
 * {@code x_unit} and {@code x_error}, and once {@code assetName} and {@code assetTimestamp}; a
 * channel that only happens to be called so stays a channel.
 *
 * @param values by channel
 * @param errors by channel, of those that could not be read
 */
public record ChannelValues(Map<String, Value> values, Map<String, String> errors) {

  private static final String TIMESTAMP = "_timestamp";
  private static final String UNIT = "_unit";
  private static final String ERROR = "_error";
  private static final String ASSET_NAME = "assetName";
  private static final String ASSET_TIMESTAMP = "assetTimestamp";

  /**
   * The value of a channel.
   *
   * @param value as Kura has it
   * @param time when it was read, in milliseconds since 1970 in UTC
   */
  public record Value(Object value, OptionalLong time) {}

  /**
   * Takes a payload apart; a channel without a time of its own has the asset's or the message's.
   */
  public static ChannelValues of(KuraPayload payload) {
    Map<String, Object> metrics = new TreeMap<>(payload.metrics());
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, String> errors = new LinkedHashMap<>();
    OptionalLong common = commonTime(payload, metrics);
    metrics.forEach(
        (name, value) -> {
          if (!isBeside(name, value, metrics)) {
            Object own = metrics.get(name + TIMESTAMP);
            values.put(
                name, new Value(value, own instanceof Long time ? OptionalLong.of(time) : common));
          } else if (name.endsWith(ERROR) && !value.toString().isBlank()) {
            errors.put(name.substring(0, name.length() - ERROR.length()), value.toString());
          }
        });
    return new ChannelValues(values, errors);
  }

  private static OptionalLong commonTime(KuraPayload payload, Map<String, Object> metrics) {
    if (metrics.get(ASSET_TIMESTAMP) instanceof Long time) {
      return OptionalLong.of(time);
    }
    Date message = payload.getTimestamp();
    return message == null ? OptionalLong.empty() : OptionalLong.of(message.getTime());
  }

  private static boolean isBeside(String name, Object value, Map<String, Object> metrics) {
    if (value instanceof Long) {
      return name.equals(ASSET_TIMESTAMP)
          || isBeside(name, TIMESTAMP, metrics, "")
          || isBeside(name, TIMESTAMP, metrics, ERROR);
    }
    return value instanceof String
        && (name.equals(ASSET_NAME)
            || isBeside(name, UNIT, metrics, "")
            || isBeside(name, ERROR, metrics, "")
            || isBeside(name, ERROR, metrics, TIMESTAMP));
  }

  private static boolean isBeside(
      String name, String end, Map<String, Object> metrics, String otherEnd) {
    return name.endsWith(end)
        && name.length() > end.length()
        && metrics.containsKey(name.substring(0, name.length() - end.length()) + otherEnd);
  }
}
