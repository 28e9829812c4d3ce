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
 * A value of a property.
 *
 * @param value Number, String, Boolean, {@code Map<String, ?>} or {@code List<?>}
 * @param time when it was measured, in milliseconds since 1970 in UTC; empty lets the platform take
 *     the time of arrival
 */
public record PropertyValue(Object value, OptionalLong time) {

  /** A value without a time. */
  public static PropertyValue of(Object value) {
    return new PropertyValue(value, OptionalLong.empty());
  }

  /** A value with the time it was measured, in milliseconds since 1970 in UTC. */
  public static PropertyValue of(Object value, long timeMillis) {
    return new PropertyValue(value, OptionalLong.of(timeMillis));
  }
}
