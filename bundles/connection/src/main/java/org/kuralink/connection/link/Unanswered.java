/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * Durable messages between their PUBACK and the platform's reply: they stay in the queue until the
 * reply says that they need not be sent again, or fails to come. Only {@link #answered} is for any
 * thread; the rest belongs to the session's.
 */
final class Unanswered {

  /** More than these are not watched; the platform has acknowledged them. */
  static final int LIMIT = 10_000;

  private final Map<String, Shipment> awaited = new ConcurrentHashMap<>();
  private final LinkedHashMap<Shipment, Long> deadlines = new LinkedHashMap<>();
  private final Set<Long> sequences = new HashSet<>();

  /** A message leaves to which there will be a reply. */
  void sent(Shipment shipment) {
    if (shipment.awaitsReply()) {
      awaited.put(shipment.id(), shipment);
    }
  }

  /** A message did not leave after all, or leaves again. */
  void forget(Shipment shipment) {
    awaited.remove(shipment.id(), shipment);
    if (deadlines.remove(shipment) != null) {
      shipment.members().forEach(member -> sequences.remove(member.sequence()));
    }
  }

  /**
   * A reply with this id came to a device for a method; what it belongs to, if it is one of ours.
   */
  @Nullable Shipment answered(DeviceIdentity device, String id, String method) {
    Shipment shipment = awaited.get(id);
    return shipment != null
            && shipment.isAnsweredFor(device, method)
            && awaited.remove(id, shipment)
        ? shipment
        : null;
  }

  /** The platform has acknowledged a message; false if its reply was there before. */
  boolean keep(Shipment shipment, long deadline) {
    if (awaited.get(shipment.id()) != shipment) {
      return false;
    }
    deadlines.put(shipment, deadline);
    shipment.members().forEach(member -> sequences.add(member.sequence()));
    return true;
  }

  boolean has(long sequence) {
    return sequences.contains(sequence);
  }

  /** Takes out those whose reply has not come in time. */
  List<Shipment> takeOverdue(long now) {
    List<Shipment> overdue = new ArrayList<>();
    Iterator<Map.Entry<Shipment, Long>> eldest = deadlines.entrySet().iterator();
    int tooMany = deadlines.size() - LIMIT;
    while (eldest.hasNext()) {
      Map.Entry<Shipment, Long> entry = eldest.next();
      if (tooMany-- <= 0 && entry.getValue() - now > 0) {
        break;
      }
      overdue.add(entry.getKey());
    }
    overdue.forEach(this::forget);
    return overdue;
  }

  /** Takes out all that were acknowledged; no reply to anything is awaited any more. */
  List<Shipment> takeAll() {
    List<Shipment> all = new ArrayList<>(deadlines.keySet());
    awaited.clear();
    deadlines.clear();
    sequences.clear();
    return all;
  }

  /** When the next one is overdue. */
  OptionalLong nextDeadline() {
    return deadlines.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(deadlines.values().iterator().next());
  }
}
