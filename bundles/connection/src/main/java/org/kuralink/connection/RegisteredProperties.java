/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.CloudSession;

/** The service properties of a session: the names from the configuration, and no secret. */
final class RegisteredProperties {

  private static final String[] IDENTITY = {
    "service.pid", "service.factoryPid", ConnectionTab.PART
  };

  private Map<String, Object> names = Map.of();

  /** Reads another configuration; returns whether the service properties have changed. */
  boolean take(Map<String, Object> properties) {
    Map<String, Object> next = new HashMap<>();
    for (String key : IDENTITY) {
      Object value = properties.get(key);
      if (value != null) {
        next.put(key, value);
      }
    }
    next.put(CloudSession.PID, DataDirectory.nameOf(properties, ConnectionConfig.PID));
    boolean changed = !next.equals(names);
    names = next;
    return changed;
  }

  /** Returns the properties in the form that the framework requires. */
  Dictionary<String, Object> dictionary() {
    return new Hashtable<>(names);
  }
}
