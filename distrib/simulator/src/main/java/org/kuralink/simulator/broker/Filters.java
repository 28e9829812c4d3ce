/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.broker;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What a client subscribed to. Downlinks come without it too; it only settles their QoS. */
final class Filters {
  private final Map<String, Integer> byFilter = new ConcurrentHashMap<>();

  void add(String filter, int qos) {
    byFilter.put(filter, qos);
  }

  void remove(String filter) {
    byFilter.remove(filter);
  }

  Set<String> all() {
    return new TreeSet<>(byFilter.keySet());
  }

  /** The QoS at which the message goes out: as wanted, unless a subscription asks for less. */
  int qos(String topic, int wanted) {
    if (wanted == 0 || byFilter.isEmpty()) {
      return wanted;
    }
    int best = -1;
    String[] levels = topic.split("/", -1);
    for (Map.Entry<String, Integer> entry : byFilter.entrySet()) {
      if (entry.getValue() > best && matches(entry.getKey().split("/", -1), levels)) {
        best = entry.getValue();
      }
    }
    return best < 0 ? wanted : Math.min(best, wanted);
  }

  static boolean valid(String filter) {
    if (filter.isEmpty() || filter.length() > 512) {
      return false;
    }
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean wild = levels[i].contains("#") || levels[i].contains("+");
      if ((wild && levels[i].length() > 1) || (levels[i].equals("#") && i < levels.length - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String[] filter, String[] levels) {
    for (int i = 0; i < filter.length; i++) {
      if (filter[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || !(filter[i].equals("+") || filter[i].equals(levels[i]))) {
        return false;
      }
    }
    return filter.length == levels.length;
  }
}
