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

/** What of a configuration is registered with the service: by what names it is found, no secret. */
final class RegisteredNames {

  private static final String[] IDENTITY = {
    "service.pid", "service.factoryPid", ConnectionTab.PART
  };

  private Map<String, Object> names = Map.of();

  /** Takes another configuration; says whether anything of it is registered otherwise now. */
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

  /** As the framework wants it. */
  Dictionary<String, Object> dictionary() {
    return new Hashtable<>(names);
  }
}
