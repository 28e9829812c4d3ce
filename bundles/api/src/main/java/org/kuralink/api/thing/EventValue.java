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
 * What an event carries.
 *
 * @param outputs by identifier: Number, String, Boolean, {@code Map<String, ?>} or {@code List<?>}
 * @param time when it happened, in milliseconds since 1970 in UTC; empty lets the platform take the
 *     time of arrival
 */
public record EventValue(Map<String, ?> outputs, OptionalLong time) {

  /** Copies the map. */
  public EventValue {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Outputs without a time. */
  public static EventValue of(Map<String, ?> outputs) {
    return new EventValue(outputs, OptionalLong.empty());
  }

  /** Outputs with the time the event happened, in milliseconds since 1970 in UTC. */
  public static EventValue of(Map<String, ?> outputs, long timeMillis) {
    return new EventValue(outputs, OptionalLong.of(timeMillis));
  }
}
