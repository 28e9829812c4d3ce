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
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraPosition;
import org.kuralink.api.tsl.DataType;
import org.kuralink.api.tsl.UntypedValue;

/**
 * The channels in the metrics of a message. A Wire Asset adds to a channel {@code x} the metrics
 * {@code x_timestamp}, {@code x_unit} and {@code x_error}, and to the message {@code assetName} and
 * {@code assetTimestamp}. A metric that only has such a name is a channel, and so is one that the
 * mapping names. The position of a message is the channel {@value #POSITION} if the mapping names
 * it.
 *
 * @param values the values by channel
 * @param errors the errors of the channels that could not be read
 * @param asset the {@code kura.service.pid} of the asset that the message comes from; empty if it
 *     comes from none
 */
public record ChannelValues(
    Map<String, Value> values, Map<String, String> errors, Optional<String> asset) {

  /** The channel with the position of a message. */
  public static final String POSITION = "position";

  private static final String TIMESTAMP = "_timestamp";
  private static final String UNIT = "_unit";
  private static final String ERROR = "_error";
  private static final String ASSET_NAME = "assetName";
  private static final String ASSET_TIMESTAMP = "assetTimestamp";

  /**
   * The value of a channel.
   *
   * @param value the value in Kura's type
   * @param time the time at which it was read, in milliseconds since 1970 in UTC
   */
  public record Value(Object value, OptionalLong time) {

    /**
     * Returns the value in the form in which the thing converts it by its model.
     *
     * @param type the type in the model, which names the members of a position
     * @throws IllegalArgumentException if JSON has no form for the value; its message has the
     *     reason
     */
    public Object untyped(Optional<DataType> type) {
      return value instanceof Map<?, ?> position
          ? PositionForm.of(position, type)
          : new UntypedValue(plain(value));
    }
  }

  /**
   * Returns a metric in a type that JSON can represent: bytes in base64, other types unchanged.
   *
   * @throws IllegalArgumentException if JSON has no form for the metric; its message has the reason
   */
  public static Object plain(Object metric) {
    if (metric instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (metric instanceof Number number && !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException("is " + number + ", which JSON cannot represent");
    }
    if (metric instanceof Number || metric instanceof String || metric instanceof Boolean) {
      return metric;
    }
    throw new IllegalArgumentException(
        "is a " + metric.getClass().getName() + ", which the platform does not support");
  }

  /**
   * Reads the channels of a payload. A channel without a time of its own has the time of the asset,
   * of the message, or of the call, in this order; a time before 1970 does not count.
   *
   * @param named tells the metrics that are channels in any case
   * @param now the time of the call, in milliseconds since 1970 in UTC
   */
  public static ChannelValues of(KuraPayload payload, Predicate<String> named, long now) {
    Reading reading = new Reading(metrics(payload), named);
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, String> errors = new LinkedHashMap<>();
    long common = reading.time(ASSET_TIMESTAMP).orElse(messageTime(payload).orElse(now));
    reading.metrics.forEach(
        (name, value) -> {
          if (!reading.isBeside(name, value)) {
            long time = reading.time(name + TIMESTAMP).orElse(common);
            values.put(name, new Value(value, OptionalLong.of(time)));
          } else if (name.endsWith(ERROR) && !value.toString().isBlank()) {
            errors.put(name.substring(0, name.length() - ERROR.length()), value.toString());
          }
        });
    KuraPosition position = payload.getPosition();
    if (position != null && named.test(POSITION) && !values.containsKey(POSITION)) {
      Map<String, Object> parts = PositionForm.parts(position);
      if (!parts.isEmpty()) {
        values.put(POSITION, new Value(parts, OptionalLong.of(common)));
      }
    }
    return new ChannelValues(values, errors, assetOf(payload));
  }

  /** Returns the same values without times. */
  public ChannelValues withoutTimes() {
    Map<String, Value> timeless = new LinkedHashMap<>();
    values.forEach(
        (channel, value) -> timeless.put(channel, new Value(value.value, OptionalLong.empty())));
    return new ChannelValues(timeless, errors, asset);
  }

  private static Optional<String> assetOf(KuraPayload payload) {
    return payload.getMetric(ASSET_NAME) instanceof String asset && !asset.isBlank()
        ? Optional.of(asset)
        : Optional.empty();
  }

  private static Map<String, Object> metrics(KuraPayload payload) {
    Map<String, Object> metrics = new TreeMap<>();
    payload
        .metrics()
        .forEach(
            (name, value) -> {
              if (name != null && value != null) {
                metrics.put(name, value);
              }
            });
    return metrics;
  }

  private static OptionalLong messageTime(KuraPayload payload) {
    Date date = payload.getTimestamp();
    return date == null || date.getTime() <= 0
        ? OptionalLong.empty()
        : OptionalLong.of(date.getTime());
  }

  /** The metrics of one message. */
  private static final class Reading {

    private final Map<String, Object> metrics;
    private final Predicate<String> named;
    private final boolean eachHasTime;
    private final boolean eachHasError;

    Reading(Map<String, Object> metrics, Predicate<String> named) {
      this.metrics = metrics;
      this.named = named;
      boolean ofAsset = metrics.containsKey(ASSET_NAME);
      eachHasTime = ofAsset && hasAny(TIMESTAMP, Long.class);
      eachHasError = ofAsset && hasAny(ERROR, String.class);
    }

    private boolean hasAny(String end, Class<?> type) {
      return metrics.keySet().stream().anyMatch(name -> type.isInstance(metrics.get(name + end)));
    }

    OptionalLong time(String name) {
      return metrics.get(name) instanceof Long time && time > 0 && !named.test(name)
          ? OptionalLong.of(time)
          : OptionalLong.empty();
    }

    /** Tells whether a metric belongs to a channel or to the asset, and is not a channel itself. */
    boolean isBeside(String name, Object value) {
      if (named.test(name)) {
        return false;
      }
      if (value instanceof Long) {
        return name.equals(ASSET_TIMESTAMP)
            || isBeside(name, TIMESTAMP, "")
            || isBeside(name, TIMESTAMP, ERROR)
            || eachHasTime && isAlone(name, TIMESTAMP);
      }
      return value instanceof String
          && (name.equals(ASSET_NAME)
              || isBeside(name, UNIT, "")
              || isBeside(name, ERROR, "")
              || isBeside(name, ERROR, TIMESTAMP)
              || eachHasError && isAlone(name, ERROR));
    }

    /**
     * Tells whether a metric belongs to an unreadable channel: a channel would have such a metric.
     */
    private boolean isAlone(String name, String end) {
      return name.endsWith(end) && !metrics.containsKey(name + end);
    }

    private boolean isBeside(String name, String end, String otherEnd) {
      return name.endsWith(end)
          && name.length() > end.length()
          && metrics.containsKey(name.substring(0, name.length() - end.length()) + otherEnd);
    }
  }
}
