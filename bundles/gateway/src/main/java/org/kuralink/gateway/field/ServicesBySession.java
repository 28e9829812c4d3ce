/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.connection.HandlerProperties;

/**
 * The OSGi services of one type, each of which belongs to a session; of several the highest ranked
 * counts. Any thread may call.
 */
final class ServicesBySession<T> {

  private final Map<T, Map<String, ?>> services = new ConcurrentHashMap<>();

  void add(T service, Map<String, ?> properties) {
    services.put(service, properties);
  }

  void remove(T service) {
    services.remove(service);
  }

  /** Returns the service of a session. */
  Optional<T> of(String connection) {
    return services.entrySet().stream()
        .filter(entry -> connection.equals(ConnectionTab.sessionOf(entry.getValue())))
        .min(
            Comparator.comparing(
                entry -> HandlerProperties.of(entry.getValue()), HandlerProperties.BEST_FIRST))
        .map(Map.Entry::getKey);
  }
}
