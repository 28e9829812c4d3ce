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
 * What was measured and what happened while nobody could be told, posted with {@code
 * thing.event.property.history.post}: the platform stores it, but its rules do not take it for the
 * present state. Every value has a time. Any number of them, split into several messages beyond the
 * platform's limit.
 *
 * @param properties values by identifier, one map for each moment of measurement
 * @param events occurrences by identifier, one map for each moment
 * @param options transient or durable, and the deadline of the reply
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
