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
 * What was asked for on behalf of sub-devices and is not answered yet on the present link: until it
 * is, the platform would drop what comes there. An answer that says no is one as well; what is
 * asked for once more is not waited for again. Any thread.
 */
final class Unheard {

  /** The newest SUBSCRIBE that each filter went out with; zero before it did. */
  private final Map<DeviceIdentity, Map<String, Long>> awaited = new ConcurrentHashMap<>();

  private final Consumer<DeviceIdentity> heard;
  private long lastAsking;

  /**
   * Nothing was asked for yet.
   *
   * @param heard told, maybe under a lock, when all of a device is answered; only hands over
   */
  Unheard(Consumer<DeviceIdentity> heard) {
    this.heard = heard;
  }

  /** Whether all that was asked for on behalf of a device is answered. */
  boolean hears(DeviceIdentity device) {
    return !awaited.containsKey(device);
  }

  /** Whether there is nothing that is not answered. */
  boolean isEmpty() {
    return awaited.isEmpty();
  }

  /** A filter is to be asked for; one that is not of the device's own topics is no matter. */
  synchronized void needs(DeviceIdentity device, String filter) {
    if (TopicFilter.deviceOf(filter).filter(device::equals).isPresent()) {
      awaited.computeIfAbsent(device, absent -> new HashMap<>()).put(filter, 0L);
    }
  }

  /** Filters go out; the result tells their answer from those to former messages. */
  synchronized long asking(Collection<String> filters) {
    lastAsking++;
    for (String filter : filters) {
      TopicFilter.deviceOf(filter)
          .map(awaited::get)
          .ifPresent(present -> present.computeIfPresent(filter, (same, before) -> lastAsking));
    }
    return lastAsking;
  }

  /** What went out so was answered, in whatever way. */
  void answered(Collection<String> filters, long asking) {
    settle(filters, asking);
  }

  /** Nobody needs them any more, or nobody can be asked. */
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
    settled.forEach(heard);
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

  /** A device has no session any more: nothing is asked for on its behalf. */
  synchronized void forget(DeviceIdentity device) {
    awaited.remove(device);
  }

  /** Another link. */
  synchronized void forgetAll() {
    awaited.clear();
  }
}
