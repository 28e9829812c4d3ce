/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The outputs and the time of an event.
 *
 * @param outputs the values by identifier: Number, String, Boolean, {@code Map<String, ?>} or
 *     {@code List<?>}
 * @param time when the event happened, in milliseconds since 1970-01-01T00:00Z; if empty, the
 *     platform uses the time of arrival
 */
public record EventValue(Map<String, ?> outputs, OptionalLong time) {

  /** Copies the map. */
  public EventValue {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Returns an event without a time. */
  public static EventValue of(Map<String, ?> outputs) {
    return new EventValue(outputs, OptionalLong.empty());
  }

  /** Returns an event with its time in milliseconds since 1970-01-01T00:00Z. */
  public static EventValue of(Map<String, ?> outputs, long timeMillis) {
    return new EventValue(outputs, OptionalLong.of(timeMillis));
  }
}
