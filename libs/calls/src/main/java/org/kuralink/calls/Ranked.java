/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.calls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kuralink.api.connection.HandlerProperties;

/**
 * Service registrations in the order of their ranking. A service may be registered several times;
 * its {@code service.id} identifies the registration. Any thread may call.
 *
 * @param <V> the value of a registration
 */
public final class Ranked<V> {

  private volatile List<Entry<V>> entries = List.of();

  /** Adds a registration, or replaces the properties of an existing one. */
  public synchronized void put(Object service, Map<String, ?> properties, V value) {
    remove(service, properties);
    add(service, properties, value);
  }

  /** Adds a registration beside existing ones of the same service. */
  public synchronized void add(Object service, Map<String, ?> properties, V value) {
    List<Entry<V>> more = new ArrayList<>(entries);
    more.add(new Entry<>(service, HandlerProperties.of(properties), value));
    more.sort(Comparator.comparing(entry -> entry.served, HandlerProperties.BEST_FIRST));
    entries = List.copyOf(more);
  }

  /** Removes a registration; others of the same service stay. */
  public synchronized void remove(Object service, Map<String, ?> properties) {
    long id = HandlerProperties.of(properties).id();
    List<Entry<V>> rest = new ArrayList<>(entries);
    rest.removeIf(entry -> entry.service == service && entry.served.id() == id);
    entries = List.copyOf(rest);
  }

  /** Returns the current registrations that match, the best one first. */
  public Stream<V> serving(Predicate<HandlerProperties> whom) {
    return entries.stream().filter(entry -> whom.test(entry.served)).map(entry -> entry.value);
  }

  private static final class Entry<V> {

    private final Object service;
    private final HandlerProperties served;
    private final V value;

    Entry(Object service, HandlerProperties served, V value) {
      this.service = service;
      this.served = served;
      this.value = value;
    }
  }
}
