/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.shadow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.HandlerProperties;
import org.kuralink.api.shadow.DesiredStateHandler;
import org.kuralink.api.shadow.ShadowAttribute;

/**
 * The registered handlers of desired state, for all devices of the session, in the order of their
 * precedence. Any thread may call.
 */
final class DesiredStateHandlers {

  private static final Comparator<Entry> NAMED_FIRST =
      Comparator.comparing((Entry entry) -> entry.attributes.isEmpty())
          .thenComparing(Entry::served, HandlerProperties.BEST_FIRST);

  private volatile List<Entry> entries = List.of();
  private volatile Runnable changed = () -> {};

  /** Sets the listener that is called when a handler is registered or changes its properties. */
  void onChange(Runnable listener) {
    changed = listener;
  }

  /** Registers a handler, or replaces its properties. */
  void put(DesiredStateHandler handler, Map<String, ?> properties) {
    HandlerProperties served = HandlerProperties.of(properties);
    Set<String> attributes = HandlerProperties.texts(properties, DesiredStateHandler.ATTRIBUTES);
    replace(handler, served.id(), Optional.of(new Entry(handler, attributes, served)));
    changed.run();
  }

  /** Removes a registration; others of the same handler stay. */
  void remove(DesiredStateHandler handler, Map<String, ?> properties) {
    replace(handler, HandlerProperties.of(properties).id(), Optional.empty());
  }

  private synchronized void replace(DesiredStateHandler handler, long id, Optional<Entry> fresh) {
    List<Entry> all = new ArrayList<>(entries);
    all.removeIf(entry -> entry.handler == handler && entry.served.id() == id);
    fresh.ifPresent(all::add);
    all.sort(NAMED_FIRST);
    entries = List.copyOf(all);
  }

  /** Returns whether a handler serves the device. */
  boolean serve(String connection, DeviceIdentity device, Optional<DeviceIdentity> gateway) {
    return entries.stream().anyMatch(entry -> entry.serves(connection, device, gateway));
  }

  /**
   * Assigns the desired attributes of a device to handlers; an attribute without a handler is
   * absent.
   */
  Map<DesiredStateHandler, Map<String, ShadowAttribute>> assign(
      String connection,
      DeviceIdentity device,
      Optional<DeviceIdentity> gateway,
      Map<String, ShadowAttribute> desired) {
    List<Entry> candidates =
        entries.stream().filter(entry -> entry.serves(connection, device, gateway)).toList();
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

  private record Entry(
      DesiredStateHandler handler, Set<String> attributes, HandlerProperties served) {

    boolean serves(String connection, DeviceIdentity device, Optional<DeviceIdentity> gateway) {
      return served.serves(connection) && served.serves(Optional.of(device), gateway);
    }
  }
}
