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
import org.kuralink.api.connection.RequestOptions;

/**
 * Property values to post together (developer guide 4 and 9.5).
 *
 * @param values the values by identifier; any number, the thing splits them into several messages
 *     at the platform's limits
 * @param options the delivery guarantee and the deadline of the reply
 */
public record PropertyPost(Map<String, PropertyValue> values, RequestOptions options) {

  /** Copies the map. */
  public PropertyPost {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns a durable post of values without a time. */
  public static PropertyPost durable(Map<String, ?> values) {
    return new PropertyPost(untimed(values), RequestOptions.DURABLE);
  }

  /** Returns a transient post of values without a time. */
  public static PropertyPost transientPost(Map<String, ?> values) {
    return new PropertyPost(untimed(values), RequestOptions.TRANSIENT);
  }

  private static Map<String, PropertyValue> untimed(Map<String, ?> values) {
    Map<String, PropertyValue> untimed = new LinkedHashMap<>();
    values.forEach((identifier, value) -> untimed.put(identifier, PropertyValue.of(value)));
    return untimed;
  }
}
