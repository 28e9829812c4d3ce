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
 * Durable messages that the platform throttled, with the time at which each may be sent again and
 * the later messages of its device, which wait to keep the order; and messages that wait for
 * another line. Owned by the session's thread.
 */
final class PostponedMessages {

  /** The earliest time at which each message may be sent again. */
  private final Map<Long, Long> later = new HashMap<>();

  /** The throttled messages of each device: all later ones wait for the oldest. */
  private final Map<DeviceIdentity, TreeSet<Long>> laterOf = new HashMap<>();

  /** Messages that the fallback line refused; the other line may accept them. */
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

  /** Postpones a message until there is another line; later messages do not wait for it. */
  void refused(long sequence) {
    refused.add(sequence);
  }

  /** Releases the messages that wait for another line. */
  void anotherLine() {
    refused.clear();
  }

  /** Returns whether a message is behind a throttled one of its device. */
  boolean isBehind(DeviceIdentity device, long sequence) {
    TreeSet<Long> own = laterOf.get(device);
    return own != null && own.first() < sequence;
  }

  /** Postpones the messages of a shipment until this time. */
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
   * Releases the messages that are due.
   *
   * @param each is told each message
   * @param freed is told each device of a released message
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

  /** The time of the next release. */
  OptionalLong next() {
    return later.isEmpty()
        ? OptionalLong.empty()
        : later.values().stream().mapToLong(Long::longValue).min();
  }
}
