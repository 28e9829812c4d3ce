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
 * Past property values and events, posted with {@code thing.event.property.history.post}, for
 * example what was recorded while the device was offline. The platform stores them, but its rules
 * do not treat them as the present state. Every value needs a time. Any number; the thing splits
 * them into several messages at the platform's limits.
 *
 * @param properties the values by identifier, one map for each time of measurement
 * @param events the events by identifier, one map for each time
 * @param options the delivery guarantee and the deadline of the reply
 */
public record HistoryPost(
    List<Map<String, PropertyValue>> properties,
    List<Map<String, EventValue>> events,
    RequestOptions options) {

  /** Copies the lists and the maps. */
  public HistoryPost {
    properties = copy(properties);
    events = copy(events);
  }

  private static <V> List<Map<String, V>> copy(List<Map<String, V>> list) {
    return list.stream()
        .map(each -> Collections.unmodifiableMap(new LinkedHashMap<>(each)))
        .toList();
  }
}
