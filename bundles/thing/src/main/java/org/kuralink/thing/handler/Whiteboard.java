/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.thing.Thing;

/**
 * The handlers, or the sources, that applications have registered. Who names an identifier goes
 * before who names none; among equals the one that came first serves. Any thread may call.
 */
public final class Whiteboard<T> {

  private final HandlerStatus.Kind kind;
  private final String property;
  private final Workers threads;
  private final List<Handler<T>> handlers = new CopyOnWriteArrayList<>();

  /**
   * An empty one.
   *
   * @param property the service property with the identifiers
   * @param threads where they are called
   */
  public Whiteboard(HandlerStatus.Kind kind, String property, Workers threads) {
    this.kind = kind;
    this.property = property;
    this.threads = threads;
  }

  /** Adds a service. */
  public void add(T service, Map<String, ?> properties) {
    ConfigurationValues values = ConfigurationValues.of(properties);
    handlers.add(
        new Handler<>(
            service,
            Set.copyOf(values.texts(property)),
            Set.copyOf(values.texts(Thing.CONNECTION)),
            new Lane(service.getClass().getName(), threads),
            new Lane(service.getClass().getName(), threads)));
  }

  /** Takes a service away; calls that wait for it fail. */
  public void remove(T service) {
    for (Handler<T> handler : handlers) {
      if (handler.service() == service) {
        handlers.remove(handler);
        handler.lane().close();
      }
    }
  }

  /** Who serves a connection; who names identifiers first. */
  public List<Handler<T>> serving(String connection) {
    return handlers.stream()
        .filter(handler -> handler.serves(connection))
        .sorted(Comparator.comparing(handler -> handler.identifiers().isEmpty()))
        .toList();
  }

  /** Who serves which of the identifiers; an identifier that nobody serves is absent. */
  public Map<Handler<T>, Set<String>> assign(String connection, Collection<String> identifiers) {
    List<Handler<T>> candidates = serving(connection);
    Map<Handler<T>, Set<String>> assigned = new LinkedHashMap<>();
    for (String identifier : identifiers) {
      candidates.stream()
          .filter(each -> each.identifiers().isEmpty() || each.identifiers().contains(identifier))
          .findFirst()
          .ifPresent(
              handler ->
                  assigned.computeIfAbsent(handler, each -> new LinkedHashSet<>()).add(identifier));
    }
    return assigned;
  }

  /** Who serves a connection. */
  public List<HandlerStatus> status(String connection) {
    return handlers.stream()
        .filter(handler -> handler.serves(connection))
        .map(handler -> handler.status(kind))
        .toList();
  }
}
