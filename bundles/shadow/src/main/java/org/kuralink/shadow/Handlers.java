/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.shadow.ShadowAttribute;

/** The handlers of desired state that are there at this moment. Any thread may call. */
final class Handlers {

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  private volatile Runnable changed = () -> {};

  /** Says whom to tell that a handler has come. */
  void onChange(Runnable listener) {
    changed = listener;
  }

  void add(DesiredStateHandler handler, Map<String, ?> properties) {
    entries.add(
        new Entry(
            handler,
            texts(properties.get(DesiredStateHandler.ATTRIBUTES)),
            texts(properties.get(Shadow.CONNECTION))));
    changed.run();
  }

  void remove(DesiredStateHandler handler) {
    entries.removeIf(entry -> entry.handler == handler);
  }

  /** Who takes which attributes on; one that nobody takes on is absent. */
  Map<DesiredStateHandler, Map<String, ShadowAttribute>> assign(
      String connection, Map<String, ShadowAttribute> desired) {
    List<Entry> candidates =
        entries.stream()
            .filter(entry -> entry.serves(connection))
            .sorted(Comparator.comparing(entry -> entry.attributes.isEmpty()))
            .toList();
    Map<DesiredStateHandler, Map<String, ShadowAttribute>> assigned = new LinkedHashMap<>();
    desired.forEach(
        (name, attribute) ->
            candidates.stream()
                .filter(entry -> entry.attributes.isEmpty() || entry.attributes.contains(name))
                .findFirst()
                .ifPresent(
                    entry ->
                        assigned
                            .computeIfAbsent(entry.handler, handler -> new LinkedHashMap<>())
                            .put(name, attribute)));
    return assigned;
  }

  /** A service property that may be one text or several. */
  private static Set<String> texts(@Nullable Object property) {
    Stream<?> all =
        property instanceof Object[] array
            ? Arrays.stream(array)
            : property instanceof Collection<?> some ? some.stream() : Stream.ofNullable(property);
    return all.filter(Objects::nonNull)
        .map(each -> each.toString().strip())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private record Entry(
      DesiredStateHandler handler, Set<String> attributes, Set<String> connections) {

    /** A shadow without a name of a connection speaks through the only one. */
    boolean serves(String connection) {
      return connections.isEmpty() || connection.isEmpty() || connections.contains(connection);
    }
  }
}
