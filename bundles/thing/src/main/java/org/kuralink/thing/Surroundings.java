/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.PropertySource;
import org.kuralink.api.tsl.ThingModels;

/** The services around a thing, as they are at this moment. Any thread may call. */
final class Surroundings {

  final Whiteboard<PropertySetHandler> handlers = new Whiteboard<>();
  final Whiteboard<PropertySource> sources = new Whiteboard<>();
  private final Map<CloudSession, String> sessions = new ConcurrentHashMap<>();
  private volatile Optional<ThingModels> models = Optional.empty();
  private volatile Runnable changed = () -> {};

  /** Says whom to tell that a session or the thing model service has come or gone. */
  void onChange(Runnable listener) {
    changed = listener;
  }

  void add(CloudSession session, @Nullable Object name) {
    sessions.put(session, String.valueOf(name));
    changed.run();
  }

  void remove(CloudSession session) {
    sessions.remove(session);
    changed.run();
  }

  void come(ThingModels service) {
    models = Optional.of(service);
    changed.run();
  }

  /** Forgets the service, unless another one has taken its place already. */
  void go(ThingModels service) {
    if (models.filter(present -> present == service).isPresent()) {
      models = Optional.empty();
      changed.run();
    }
  }

  Optional<CloudSession> session(String name) {
    for (Map.Entry<CloudSession, String> entry : sessions.entrySet()) {
      if (entry.getValue().equals(name)) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  Optional<ThingModels> models() {
    return models;
  }
}
