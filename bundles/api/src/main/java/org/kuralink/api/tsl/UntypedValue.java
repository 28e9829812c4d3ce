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
 * A value from a source that knows nothing of the thing model, for example a metric of Kura or a
 * register of a field device. It may stand wherever a value of a property or an output is handed
 * in, and takes the form of its type, whether values are validated or not: beyond what {@link
 * ThingModels#check} does for every value, a number or a Boolean becomes a text, a Boolean the
 * number 1 or 0, and a text of JSON a struct or an array. Where there is no model it is what it is.
 *
 * @param value plain Java, as {@link ThingModels#check} takes it
 */
public record UntypedValue(Object value) {

  /** The value itself, whether it is wrapped or not. */
  public static Object plain(Object value) {
    return value instanceof UntypedValue untyped ? untyped.value : value;
  }

  /** Whether a value, or one of a map's, is untyped. */
  public static boolean isIn(Object value) {
    return value instanceof UntypedValue
        || value instanceof Map<?, ?> map
            && map.values().stream().anyMatch(UntypedValue.class::isInstance);
  }
}
