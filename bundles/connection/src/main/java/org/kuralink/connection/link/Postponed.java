/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * Messages that were one too many for the platform: when each may be sent again, and what waits
 * behind it so that each device keeps its order; and those that wait for another line. Owned by the
 * session's thread.
 */
final class Postponed {

  /** When a message may be sent again. */
  private final Map<Long, Long> later = new HashMap<>();

  /** Those of each device: what is behind the oldest of them waits too. */
  private final Map<DeviceIdentity, TreeSet<Long>> laterOf = new HashMap<>();

  /** What a line that stands in has refused: the other one may take it. */
  private final Set<Long> refused = new HashSet<>();

  void clear() {
    refused.clear();
    later.clear();
    laterOf.clear();
  }

  boolean isEmpty() {
    return later.isEmpty();
  }

  boolean has(long sequence) {
    return later.containsKey(sequence) || refused.contains(sequence);
  }

  /** To be sent again over another line, and what is behind it before that. */
  void refused(long sequence) {
    refused.add(sequence);
  }

  /** There is another line. */
  void anotherLine() {
    refused.clear();
  }

  /** Whether a message of a device is behind one that was one too many. */
  boolean isBehind(DeviceIdentity device, long sequence) {
    TreeSet<Long> own = laterOf.get(device);
    return own != null && own.first() < sequence;
  }

  /** To be sent again, but not before a moment. */
  void add(Shipment shipment, long notBefore) {
    for (Shipment.Member member : shipment.members()) {
      later.put(member.sequence(), notBefore);
      member
          .device()
          .or(shipment::owner)
          .ifPresent(
              device ->
                  laterOf.computeIfAbsent(device, one -> new TreeSet<>()).add(member.sequence()));
    }
  }

  /**
   * Lets those go whose moment has come.
   *
   * @param each told of each of them
   * @param freed told of each device that had one of them
   */
  void release(long now, LongConsumer each, Consumer<DeviceIdentity> freed) {
    if (later.isEmpty()) {
      return;
    }
    Set<Long> due = new HashSet<>();
    later.forEach(
        (sequence, notBefore) -> {
          if (notBefore - now <= 0) {
            due.add(sequence);
            each.accept(sequence);
          }
        });
    if (!due.isEmpty()) {
      later.keySet().removeAll(due);
      for (Map.Entry<DeviceIdentity, TreeSet<Long>> entry : List.copyOf(laterOf.entrySet())) {
        if (entry.getValue().removeAll(due)) {
          freed.accept(entry.getKey());
        }
        if (entry.getValue().isEmpty()) {
          laterOf.remove(entry.getKey());
        }
      }
    }
  }

  /** When the next of them may go. */
  OptionalLong next() {
    return later.isEmpty()
        ? OptionalLong.empty()
        : later.values().stream().mapToLong(Long::longValue).min();
  }
}
