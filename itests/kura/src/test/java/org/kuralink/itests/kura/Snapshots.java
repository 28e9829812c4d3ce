/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The snapshots on a gateway's disk, which are kept when its framework restarts. */
final class Snapshots {

  private final TreeMap<Long, List<Saved>> taken = new TreeMap<>();
  private long now = 1;

  /**
   * A configuration as it is saved, with passwords encrypted.
   *
   * @param pid {@code kura.service.pid}
   */
  record Saved(String factoryPid, String pid, Map<String, Object> properties) {}

  synchronized long take(List<Saved> all) {
    taken.put(++now, List.copyOf(all));
    return now;
  }

  synchronized List<Saved> get(long id) {
    return taken.getOrDefault(id, List.of());
  }

  synchronized List<Saved> latest() {
    return taken.isEmpty() ? List.of() : taken.lastEntry().getValue();
  }

  /** The last one but one, to which Kura goes back unless it is told otherwise. */
  synchronized long previous() {
    Long previous = taken.isEmpty() ? null : taken.lowerKey(taken.lastKey());
    return previous == null ? -1 : previous;
  }

  synchronized java.util.Set<Long> ids() {
    return java.util.Set.copyOf(taken.keySet());
  }

  synchronized int size() {
    return taken.size();
  }
}
