/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;

/**
 * The handlers, or the sources, that applications have registered. Who names an identifier goes
 * before who names none; among equals the one that came first serves. Any thread may call.
 */
public final class Whiteboard<T> {

  private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();

  /** Adds a service. */
  public void add(T service, Map<String, ?> properties) {
    entries.add(
        new Entry<>(
            service,
            Set.copyOf(texts(properties.get(PropertySetHandler.PROPERTIES))),
            Set.copyOf(texts(properties.get(Thing.CONNECTION)))));
  }

  /** Takes a service away. */
  public void remove(T service) {
    entries.removeIf(entry -> entry.service == service);
  }

  /** Who serves which of the identifiers; an identifier that nobody serves is absent. */
  public Map<T, Set<String>> assign(String connection, Collection<String> identifiers) {
    List<Entry<T>> candidates =
        entries.stream()
            .filter(entry -> entry.connections.isEmpty() || entry.connections.contains(connection))
            .sorted(Comparator.comparing(entry -> entry.identifiers.isEmpty()))
            .toList();
    Map<T, Set<String>> assigned = new LinkedHashMap<>();
    for (String identifier : identifiers) {
      candidates.stream()
          .filter(e -> e.identifiers.isEmpty() || e.identifiers.contains(identifier))
          .findFirst()
          .ifPresent(
              entry ->
                  assigned
                      .computeIfAbsent(entry.service, service -> new LinkedHashSet<>())
                      .add(identifier));
    }
    return assigned;
  }

  /** A service property that may be one text or several. */
  private static List<String> texts(@Nullable Object property) {
    List<String> texts = new ArrayList<>();
    if (property instanceof Object[] array) {
      for (Object element : array) {
        Optional.ofNullable(element).map(e -> e.toString().strip()).ifPresent(texts::add);
      }
    } else if (property instanceof Collection<?> collection) {
      collection.forEach(element -> texts.add(String.valueOf(element).strip()));
    } else if (property != null) {
      texts.add(property.toString().strip());
    }
    texts.removeIf(String::isEmpty);
    return texts;
  }

  private record Entry<T>(T service, Set<String> identifiers, Set<String> connections) {}
}
