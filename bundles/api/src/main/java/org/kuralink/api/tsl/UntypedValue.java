/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.Map;

/**
 * A value from a source without knowledge of the thing model, for example a metric of Kura or a
 * register of a field device. It is allowed wherever a property or output value is passed, and is
 * converted to the type of the model, whether or not values are validated: in addition to the
 * conversions of {@link ThingModels#check}, a number or Boolean becomes a text, a Boolean becomes
 * the number 1 or 0, and a JSON text becomes a struct or an array. Without a model the value is
 * unchanged.
 *
 * @param value plain Java, as in {@link ThingModels#check}
 */
public record UntypedValue(Object value) {

  /** Returns the value, unwrapped if necessary. */
  public static Object plain(Object value) {
    return value instanceof UntypedValue untyped ? untyped.value : value;
  }

  /** Returns whether a value, or a value of a map, is untyped. */
  public static boolean isIn(Object value) {
    return value instanceof UntypedValue
        || value instanceof Map<?, ?> map
            && map.values().stream().anyMatch(UntypedValue.class::isInstance);
  }
}
