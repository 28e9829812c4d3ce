/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.cota.ConfigurationApplier;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services around a remote configuration, as they are at this moment. Any thread may call. */
final class Surroundings {

  private static final Logger LOG = LoggerFactory.getLogger(CotaComponent.class);

  final ChosenSession sessions = new ChosenSession();
  private final Map<ConfigurationApplier, String> appliers = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable ConfigurationService> kura = new AtomicReference<>();
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();

  /** Takes the session of a configuration; what is wrong with it is said in the log. */
  void choose(String name, CotaSettings settings) {
    sessions.choose(settings.connection(), fault -> LOG.warn("{}: {}", name, fault));
  }

  /** What is wrong with the session, besides something else. */
  Stream<String> faults(Optional<String> another) {
    return Stream.concat(another.stream(), sessions.fault().stream());
  }

  void add(ConfigurationApplier applier, Map<String, ?> properties) {
    appliers.put(applier, String.valueOf(properties.get(ConfigurationApplier.NAME)));
  }

  void remove(ConfigurationApplier applier) {
    appliers.remove(applier);
  }

  /** An applier that somebody else has registered. */
  Optional<ConfigurationApplier> applier(String name) {
    return appliers.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  void add(ConfigurationService service) {
    kura.set(service);
  }

  void remove(ConfigurationService service) {
    kura.compareAndSet(service, null);
  }

  /** Kura's configurations, where this is a Kura. */
  Optional<ConfigurationService> kura() {
    return Optional.ofNullable(kura.get());
  }

  void add(RemoteConfigurationListener listener, Map<String, ?> properties) {
    listeners.add(
        new Listening(listener, Set.copyOf(texts(properties.get(RemoteConfiguration.CONNECTION)))));
  }

  void remove(RemoteConfigurationListener listener) {
    listeners.removeIf(listening -> listening.listener == listener);
  }

  /** Who takes files of this session. */
  List<RemoteConfigurationListener> listeners(String connection) {
    return listeners.stream()
        .filter(
            l ->
                l.connections.isEmpty()
                    || connection.isEmpty()
                    || l.connections.contains(connection))
        .map(Listening::listener)
        .toList();
  }

  /** A service property that may be one text or several. */
  private static List<String> texts(@Nullable Object property) {
    List<String> texts = new ArrayList<>();
    if (property instanceof Object[] array) {
      for (Object element : array) {
        texts.add(String.valueOf(element));
      }
    } else if (property instanceof Collection<?> collection) {
      collection.forEach(element -> texts.add(String.valueOf(element)));
    } else if (property != null) {
      texts.add(property.toString());
    }
    return texts;
  }

  private record Listening(RemoteConfigurationListener listener, Set<String> connections) {}
}
