/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The filters of sub-devices that were requested on the current link and have no result yet; the
 * platform would drop messages for them. A refusal is a result, too; a filter that is requested
 * again later is not waited for. Any thread.
 */
final class PendingSubscriptions {

  /** The number of the newest SUBSCRIBE with each filter; zero before it is sent. */
  private final Map<DeviceIdentity, Map<String, Long>> awaited = new ConcurrentHashMap<>();

  private final Consumer<DeviceIdentity> completed;
  private long lastAsking;

  /**
   * No filters yet.
   *
   * @param completed called, maybe under a lock, when all filters of a device have results; must
   *     not block
   */
  PendingSubscriptions(Consumer<DeviceIdentity> completed) {
    this.completed = completed;
  }

  /** Returns whether all filters of a device have results. */
  boolean isComplete(DeviceIdentity device) {
    return !awaited.containsKey(device);
  }

  /** Returns whether all filters have results. */
  boolean isEmpty() {
    return awaited.isEmpty();
  }

  /** Adds a filter that will be requested; ignores one that is not of the device's topics. */
  synchronized void needs(DeviceIdentity device, String filter) {
    if (TopicFilter.deviceOf(filter).filter(device::equals).isPresent()) {
      awaited.computeIfAbsent(device, absent -> new HashMap<>()).put(filter, 0L);
    }
  }

  /** Records a SUBSCRIBE; returns its number. */
  synchronized long asking(Collection<String> filters) {
    lastAsking++;
    for (String filter : filters) {
      TopicFilter.deviceOf(filter)
          .map(awaited::get)
          .ifPresent(present -> present.computeIfPresent(filter, (same, before) -> lastAsking));
    }
    return lastAsking;
  }

  /** Records the results of the SUBSCRIBE with this number. */
  void answered(Collection<String> filters, long asking) {
    settle(filters, asking);
  }

  /** Removes filters that are not needed any more, or cannot be requested. */
  void released(Collection<String> filters) {
    settle(filters, 0);
  }

  private void settle(Collection<String> filters, long asking) {
    Set<DeviceIdentity> settled = new HashSet<>();
    synchronized (this) {
      for (String filter : filters) {
        TopicFilter.deviceOf(filter)
            .filter(device -> settle(device, filter, asking))
            .ifPresent(settled::add);
      }
    }
    settled.forEach(completed);
  }

  private boolean settle(DeviceIdentity device, String filter, long asking) {
    Map<String, Long> present = awaited.getOrDefault(device, Map.of());
    Long sent = present.get(filter);
    if (sent == null || asking != 0 && asking != sent) {
      return false;
    }
    present.remove(filter);
    return present.isEmpty() && awaited.remove(device) != null;
  }

  /** Removes the filters of a device that has logged out. */
  synchronized void forget(DeviceIdentity device) {
    awaited.remove(device);
  }

  /** Removes all filters because there is a new link. */
  synchronized void forgetAll() {
    awaited.clear();
  }
}
