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
import java.util.List;
import java.util.Map;
import org.kuralink.api.connection.RequestOptions;

/**
 * Property values and events that are posted together with {@code thing.event.property.batch.post}.
 * Any number of either; the thing splits them into several messages at the platform's limits.
 *
 * @param properties the values of each property by its identifier, oldest first
 * @param events the occurrences of each event by its identifier, oldest first
 * @param options the delivery guarantee and the deadline of the reply
 */
public record BatchPost(
    Map<String, List<PropertyValue>> properties,
    Map<String, List<EventValue>> events,
    RequestOptions options) {

  /** Copies the maps and the lists. */
  public BatchPost {
    properties = copy(properties);
    events = copy(events);
  }

  private static <V> Map<String, List<V>> copy(Map<String, List<V>> map) {
    Map<String, List<V>> copy = new LinkedHashMap<>();
    map.forEach((identifier, values) -> copy.put(identifier, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }
}
