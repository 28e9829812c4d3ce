/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo.metrics;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Services of one type, found by their connection. If several services have the same connection,
 * the one with the highest ranking is used.
 */
final class Ranked<S> {

  private static final String CONNECTION = "connection";

  private final Map<S, Rank> services = new ConcurrentHashMap<>();

  /** Adds a service or updates its properties. */
  void put(S service, Map<String, ?> properties) {
    Object connection = properties.get(CONNECTION);
    services.put(
        service,
        new Rank(
            connection == null ? "" : connection.toString(),
            properties.get("service.ranking") instanceof Integer ranking ? ranking : 0,
            properties.get("service.id") instanceof Long id ? id : 0));
  }

  void remove(S service) {
    services.remove(service);
  }

  /** Returns the service to be used for the connection. */
  Optional<S> of(String connection) {
    return services.entrySet().stream()
        .filter(entry -> entry.getValue().connection.equals(connection))
        .max(
            Comparator.comparingInt((Map.Entry<S, Rank> entry) -> entry.getValue().ranking)
                .thenComparing(entry -> entry.getValue().id, Comparator.reverseOrder()))
        .map(Map.Entry::getKey);
  }

  private record Rank(String connection, int ranking, long id) {}
}
