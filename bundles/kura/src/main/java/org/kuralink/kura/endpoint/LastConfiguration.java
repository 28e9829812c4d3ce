/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last configuration of a component, to recognize an unchanged one: Kura repeatedly passes the
 * same configuration, each time with new properties of the framework.
 */
public final class LastConfiguration {

  private Map<String, String> last = Map.of();

  public synchronized boolean isAnother(Map<String, ?> properties) {
    Map<String, String> next = new TreeMap<>();
    properties.forEach(
        (name, value) -> {
          if (!name.startsWith("component.") && !name.startsWith("service.")) {
            boolean many = value instanceof Object[];
            next.put(name, many ? Arrays.toString((Object[]) value) : String.valueOf(value));
          }
        });
    boolean another = !next.equals(last);
    last = next;
    return another;
  }
}
