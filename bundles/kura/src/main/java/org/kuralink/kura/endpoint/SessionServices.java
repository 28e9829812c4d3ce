/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.HandlerProperties;

/**
 * The OSGi services of one type, each of which belongs to a session. Among several for one session
 * the {@code service.ranking} decides. Any thread may call.
 */
public final class SessionServices<T> {

  private final Map<T, Map<String, ?>> services = new ConcurrentHashMap<>();

  /** Adds a service, or takes its changed properties. */
  public void add(T service, Map<String, ?> properties) {
    services.put(service, properties);
  }

  public void remove(T service) {
    services.remove(service);
  }

  /**
   * Returns the service of a session.
   *
   * @param preferred the {@code kura.service.pid} of the service to prefer if there are several
   */
  public Optional<T> of(String connection, String preferred) {
    return services.entrySet().stream()
        .filter(entry -> connection.equals(ConnectionTab.sessionOf(entry.getValue())))
        .min(
            Comparator.<Map.Entry<T, Map<String, ?>>, Boolean>comparing(
                    entry -> !preferred.equals(entry.getValue().get(CloudSession.PID)))
                .thenComparing(
                    entry -> HandlerProperties.of(entry.getValue()), HandlerProperties.BEST_FIRST))
        .map(Map.Entry::getKey);
  }
}
