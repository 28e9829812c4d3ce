/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.OptionalLong;

/**
 * A property value with an optional time.
 *
 * @param value Number, String, Boolean, {@code Map<String, ?>} or {@code List<?>}
 * @param time when the value was measured, in milliseconds since 1970-01-01T00:00Z; if empty, the
 *     platform uses the time of arrival
 */
public record PropertyValue(Object value, OptionalLong time) {

  /** Returns a value without a time. */
  public static PropertyValue of(Object value) {
    return new PropertyValue(value, OptionalLong.empty());
  }

  /** Returns a value with its time of measurement in milliseconds since 1970-01-01T00:00Z. */
  public static PropertyValue of(Object value, long timeMillis) {
    return new PropertyValue(value, OptionalLong.of(timeMillis));
  }
}
